// Makes room for the next take: the oldest finished ones go.
#pragma once

#include "base/timestamp.hpp"
#include "takes/name_pattern.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace redstart {

/// Removes finished takes below the folder, oldest first, until so many bytes are freed or nothing
/// more may go, and tells of each. Returns the bytes that were freed. A take is NAME.wav or the
/// NAME.flac that was made of it, and goes with its NAME.json; folders that the pattern made go
/// when they are empty.
///
/// What goes has to be a take of Redstart's, finished and unlocked: a regular file without another
/// link to it, with a name that this pattern or a boot without a clock makes, writable, Redstart's
/// note in its header saying that it was closed (in FLAC its digest), and no NAME.keep beside it.
/// The newest one stays: what was just recorded is still there, and names go on from it. Links are
/// never followed.
///
/// Its age is the date in its name, else the time of its last change, which of a boot without a
/// clock says little: such boots go by their number, and their takes by theirs. Those of this boot
/// are no older than it is, and while the clock is not set they are the newest of all.
///
/// A folder that cannot be read keeps what is in it.
std::uint64_t make_room(const std::filesystem::path& folder, const NamePattern& pattern,
                        std::uint64_t bytes,
                        const std::function<void(const std::filesystem::path&)>& on_removed,
                        const Timestamp& now = timestamp_now());

} // namespace redstart
