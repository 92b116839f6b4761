// What stands in for the appliance while its configuration is wrong.
#pragma once

#include "appliance/panel.hpp"
#include "config/config.hpp"
#include "control/server.hpp"
#include "event/loop.hpp"
#include "event/service_manager.hpp"
#include "event/signals.hpp"
#include "event/timer.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace redstart {

/// A box without a screen has to show that something is wrong, not to look as if it were off: the
/// fault is on the LED, the control socket says the reason and refuses the rest, and the
/// configuration is read again at SIGHUP and when its file has changed.
class BadConfiguration {
public:
    using Load = std::function<Config()>;
    struct Place {
        std::filesystem::path file, socket;
        std::optional<LedConfig> led; // that of the board
    };

    /// `why`: what load() threw. Throws Error where the socket cannot be had.
    BadConfiguration(std::string why, Load load, Place place);

    /// The configuration, once it is right; nothing at SIGTERM and SIGINT.
    std::optional<Config> run();

private:
    void on_signal(int signal);
    void look_at_file();
    void try_again();
    void tell();
    void answer(const Request& request, const Reply& reply) const;

    std::string why_;
    Load load_;
    std::filesystem::path file_;
    std::chrono::nanoseconds changed_; // the file, since 1970
    std::optional<Config> good_;
    EventLoop loop_;
    Signals signals_;
    ServiceManager manager_;
    Timer watchdog_, look_;
    Panel panel_;
    ControlServer server_;
};

/// The LED of the board that `board` names, else that the file names in a line of its own, which is
/// looked for without reading the rest. Nothing where there is none.
std::optional<LedConfig> led_of_the_board(const std::filesystem::path& file,
                                          const std::string& board);

} // namespace redstart
