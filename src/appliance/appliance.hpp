// The appliance: one station with its panel, its control socket and its service manager.
#pragma once

#include "appliance/control_api.hpp"
#include "appliance/gain.hpp"
#include "appliance/pair_window.hpp"
#include "appliance/panel.hpp"
#include "appliance/power.hpp"
#include "appliance/press_for.hpp"
#include "appliance/sound_socket.hpp"
#include "config/config.hpp"
#include "event/loop.hpp"
#include "event/service_manager.hpp"
#include "event/signals.hpp"
#include "event/timer.hpp"
#include "station/station.hpp"

#include <functional>
#include <optional>
#include <string>

namespace redstart {

/// Everything concrete is chosen here; everything lives on the stack of run().
class Appliance {
public:
    using Reload = std::function<Config()>;

    /// `reload` reads the configuration anew for SIGHUP. Throws Error.
    Appliance(Config config, Reload reload);

    /// Until SIGTERM or SIGINT; a take under way is finished then. Returns the exit code.
    int run();

    /// As run(), but presses by itself (PressFor), prints the finished file, and ends.
    int run_and_press_for(std::chrono::nanoseconds duration);

private:
    void begin();
    void feed_watchdog();
    void on_signal(int signal);
    void on_order(Order order, TimePoint when);
    void on_change();
    LiveFacts facts();
    void end();
    void reload();
    void renew_panel(Config fresh);
    void power_off();
    void ask_to_power_off();
    void give_up_power_off(const std::string& trouble);
    void open_pairing(const Reply& asker);
    Panel::Callbacks panel_callbacks();
    StationSettings settings_with_listeners();

    Config config_;
    Reload reload_;
    const bool ends_with_terminal_; // SIGHUP says that it has gone
    EventLoop loop_;
    Signals signals_; // before any thread, which inherits what is blocked
    ServiceManager manager_;
    Timer watchdog_, hanging_start_, staying_on_, redraw_;
    std::optional<Panel> panel_;       // before the station, which may take its time to be made
    Gain gain_;                        // before the station, which opens the microphone
    std::optional<SoundSocket> sound_; // before the station, whose deck it listens to
    Station station_;
    PairWindow pairing_;
    ControlApi api_;
    std::optional<PowerOff> power_off_;
    std::vector<PeakHold> holds_; // of each channel, for the terminal
    ClipHold clip_hold_;
    bool is_made_ = false, has_begun_ = false, is_hung_ = false;
};

} // namespace redstart
