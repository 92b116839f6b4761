// An order to an appliance, without a process for it: that would take longer than the take.
#pragma once

#include <cstdint>
#include <string>

namespace redstart {

/// "start", "mark", "split" or "stop" over its socket: whether it was done; false too where nobody
/// is there.
bool order(const std::string& socket, const std::string& word);

/// Waits until so many frames more of the take under way are on the card; false where there is no
/// such take, or nobody.
bool wait_for_card(const std::string& socket, std::int64_t more_frames);

} // namespace redstart
