// Turning the machine off, which is the system's to do and not ours.
#pragma once

#include "event/fd_event.hpp"

#include "base/unique_fd.hpp"

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace redstart {

/// `systemctl poweroff`, asked once. Whether this user may is systemd's to say (a polkit rule comes
/// with the package).
class PowerOff {
public:
    /// The trouble, in words; empty where the machine is going down and will send SIGTERM.
    using Answer = std::function<void(const std::string& trouble)>;

    /// Until the answer this process has to live: systemd ends its children with a service.
    /// Throws Error where systemctl cannot be run.
    PowerOff(EventLoop& loop, Answer answer);

private:
    void read_answer();

    Answer answer_;
    pid_t systemctl_;
    UniqueFd ended_; // can be read once systemctl has
    std::optional<FdEvent> ending_;
};

} // namespace redstart
