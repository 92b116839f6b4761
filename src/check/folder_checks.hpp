// What `redstart doctor` finds where takes go: folder, space, the card's writes, the last take.
#pragma once

#include "check/check_result.hpp"

#include <redstart/format.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>

namespace redstart {

/// "folder": its file system, owner and rights; a file is tried.
CheckResult check_folder(const std::filesystem::path& folder);

/// "space": hours until keep_free is reached.
CheckResult check_space(const std::filesystem::path& folder, std::uint64_t keep_free,
                        const AudioFormat& format);

/// Whether any program of Redstart's writes a take below the folder now.
bool is_take_under_way(const std::filesystem::path& folder);

struct CardTimes {
    std::array<unsigned, 8> counts{}; // below 10, 30, 100, 300 ms, 1, 3, 10 s, and longer
    std::chrono::nanoseconds worst{};
    void add(std::chrono::nanoseconds time) noexcept;
};

/// Writes a second of sound each second and syncs it, into a file of its own that is gone
/// afterwards, for so long or until `goes_on` says no; `goes_on` is asked once a second and told
/// which share is done. Throws Error where the card does not take it.
CardTimes write_to_card(const std::filesystem::path& folder, const AudioFormat& format,
                        std::chrono::nanoseconds duration,
                        const std::function<bool(double share)>& goes_on);

/// "card": the slowest write three times over has to fit into a stall that costs no frame.
CheckResult check_card(const CardTimes& times, std::chrono::nanoseconds stall);

/// "take": the newest finished one below the folder, held to its header and sidecar.
CheckResult check_last_take(const std::filesystem::path& folder);

} // namespace redstart
