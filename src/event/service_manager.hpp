// Tells systemd how the service is: ready, its status, alive, stopping.
#pragma once

#include "base/unique_fd.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

/// The notification protocol, which sd_notify(3) calls stable and free to be implemented: datagrams
/// of `NAME=value` lines to the socket that NOTIFY_SOCKET names. Where nobody gave us one, every
/// call does nothing. No call waits or fails; what the manager has no room for is dropped.
class ServiceManager {
public:
    ServiceManager(); // reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID

    void ready(std::string_view status); // also after reloading()
    void status(std::string_view text);  // one line; `systemctl status` shows it
    void reloading();
    void stopping();

    /// How often to call alive(): half the time after which the manager takes us for hung, as
    /// sd_watchdog_enabled(3) advises. Nothing where it does not watch us.
    std::optional<std::chrono::nanoseconds> watchdog_interval() const noexcept { return interval_; }
    void alive() noexcept;

private:
    void send(std::string_view message) noexcept;

    std::string address_; // the bytes of sun_path; an abstract name begins with a zero byte
    UniqueFd socket_;     // none where there is no manager
    std::optional<std::chrono::nanoseconds> interval_;
};

} // namespace redstart
