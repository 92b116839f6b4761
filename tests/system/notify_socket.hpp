// The service manager's end of the notify protocol (sd_notify(3)).
#pragma once

#include "base/unique_fd.hpp"

#include <redstart/source.hpp>

#include <string>

namespace redstart {

/// Gets what a program sends to the path in its NOTIFY_SOCKET.
class NotifySocket {
public:
    explicit NotifySocket(const std::string& path); // throws Error

    /// True once the line was sent, also if that was before.
    bool was_told(const std::string& assignment);

    /// When the line came last; waits until none has come for so long, or no longer than `limit`.
    TimePoint last(const std::string& assignment, std::chrono::nanoseconds silence,
                   std::chrono::nanoseconds limit);

private:
    bool read_datagram();

    UniqueFd fd_;
    std::string told_;
};

} // namespace redstart
