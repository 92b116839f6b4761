// Overviews on the disk: made once, known by the take's place, length and time of change.
#pragma once

#include "base/unique_fd.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// Which file an overview is of. Another length or time of change is another file.
struct TakeIdentity {
    std::string place;
    std::uint64_t bytes = 0;
    std::int64_t changed_ns = 0;

    static std::optional<TakeIdentity> of(const UniqueFd& file, std::string place) noexcept;
    bool operator==(const TakeIdentity&) const = default;
};

/// What became of the sidecar's digest when all of the sound was read.
enum class Checked : std::uint8_t { not_known, matches, differs };

/// A file each in one folder, which nobody else writes. Safe for one thread that saves and one that
/// reads.
class OverviewStore {
public:
    static constexpr std::uint64_t most_bytes = 64 * 1024 * 1024;

    /// Makes the folder where it is missing, in one that is there, and removes what an earlier life
    /// left half written. Throws Error.
    explicit OverviewStore(std::filesystem::path folder, std::uint64_t most = most_bytes);

    /// Nothing where there is none, or it is damaged: it has to be made anew.
    std::optional<std::vector<std::byte>> load(const TakeIdentity& take) const;
    Checked checked(const TakeIdentity& take) const;

    /// Under a temporary name, then renamed; the oldest go until all have room. Throws Error.
    void save(const TakeIdentity& take, Checked checked, std::span<const std::byte> body);

    std::uint64_t bytes() const noexcept { return bytes_; } // the saving thread's

private:
    std::filesystem::path path_of(const TakeIdentity& take) const;
    void make_room();

    const std::filesystem::path folder_;
    const std::uint64_t most_;
    std::uint64_t bytes_ = 0;
};

} // namespace redstart
