// A pedal: a keyboard of its own, each of whose keys is a press.
#pragma once

#include "base/unique_fd.hpp"
#include "event/fd_event.hpp"

#include <functional>
#include <optional>
#include <string>

namespace redstart {

/// Reads /dev/input/eventN (linux/input.h) while it exists, and takes its keys for itself, so that
/// they are typed nowhere else. A pedal that is pulled out is told once, and silent from then on.
class Pedal {
public:
    /// Throws Error where the device cannot be opened. `on_press` must not destroy the Pedal.
    Pedal(EventLoop& loop, std::string device, std::function<void()> on_press);

private:
    void read();

    const std::string device_;
    const std::function<void()> on_press_;
    UniqueFd fd_;
    std::optional<FdEvent> readable_; // until it has gone
};

} // namespace redstart
