// A finished take goes from the card, with all that belongs to it.
#pragma once

#include "disk/take_paths.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace redstart {

/// The bytes that are free now; 0 where it stays, because it is not Redstart's, not finished, in
/// use, or has a NAME.keep: see make_room(). NAME.flac goes with NAME.wav. Its sidecar goes first:
/// what is left when this is cut short is a take that can still go. Links are followed nowhere
/// below `base`.
std::uint64_t remove_take(const std::filesystem::path& base, const TakePaths& take);

/// All of a take's files get names that end in .deleted, its sound first. Throws Error, and it is
/// as it was, where it is one that remove_take() leaves, or the card fails; a card that fails twice
/// leaves what bring_back() makes whole.
void set_aside(const std::filesystem::path& base, const TakePaths& take);

/// They get their names back, its sound last. Throws Error where there are none.
void bring_back(const std::filesystem::path& base, const TakePaths& take);

/// Whether its name is still that of a take which can come back. Throws as is_there().
bool is_set_aside(const TakePaths& take);

enum class Removal : std::uint8_t {
    done,
    none,    // there is nothing that may go
    put_off, // a program has it in use, or the card would not
};

/// They go. What is found when that was cut short goes too.
Removal remove_set_aside(const std::filesystem::path& base, const TakePaths& take);

/// NAME.wav of NAME.wav.deleted or NAME.flac.deleted; nothing for another name.
std::optional<TakePaths> set_aside_take(const std::filesystem::path& file);

} // namespace redstart
