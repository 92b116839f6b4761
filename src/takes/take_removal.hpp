// A finished take goes from the card, with all that belongs to it.
#pragma once

#include "disk/take_paths.hpp"

#include <cstdint>
#include <filesystem>

namespace redstart {

/// The bytes that are free now; 0 where it stays, because it is not Redstart's, not finished, in
/// use, or has a NAME.keep: see make_room(). NAME.flac goes with NAME.wav. Its sidecar goes first:
/// what is left when this is cut short is a take that can still go. Links are followed nowhere
/// below `base`.
std::uint64_t remove_take(const std::filesystem::path& base, const TakePaths& take);

} // namespace redstart
