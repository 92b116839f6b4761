// Orders from hands, signals and the socket go to the station; its state goes to LED and systemd.
#include "appliance/appliance.hpp"

#include "alsa/source.hpp"
#include "appliance/config_words.hpp"
#include "appliance/led_signal.hpp"
#include "appliance/settings.hpp"
#include "appliance/terminal.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace redstart {
namespace {

constexpr auto longest_start = std::chrono::seconds(10); // for a card that hangs
constexpr auto redraw_period = std::chrono::milliseconds(100);
constexpr auto longest_way_off = std::chrono::seconds(90); // from systemctl's yes to SIGTERM

/// Remarks that were told already are not told again, for a device may be opened again and again.
Microphone::Open microphone(const AudioConfig& audio, Gain& gain,
                            std::function<void(const std::string&)> set_device) {
    return [&audio, &gain, set_device = std::move(set_device), name = audio.device,
            told = std::vector<std::string>()]() mutable {
        auto source = std::make_unique<AlsaSource>(pcm_request(audio));
        const std::vector<std::string> remarks(source->remarks().begin(), source->remarks().end());
        if (std::exchange(name, source->device()) != name) log_info(audio.device + ": " + name);
        if (std::exchange(told, remarks) != remarks)
            for (const std::string& remark : remarks) log_warning(remark);
        set_device(name);
        gain.opened(source->handle(), name);
        return source;
    };
}

/// The file from the folder of takes on: the rest is the same for all.
std::string short_name(const std::string& file, const std::filesystem::path& folder) {
    return std::filesystem::path(file).lexically_relative(folder).string();
}

std::string summary(const Station& station) {
    std::string text(to_string(as_told(station.state(), station.is_on_card())));
    for (const std::string_view fault : station.faults().words()) text += " " + std::string(fault);
    for (const std::string_view warning : station.warnings().words())
        text += " " + std::string(warning);
    return text;
}

/// Of the two the orders have the place.
void check_is_another(const std::filesystem::path& listen, const std::filesystem::path& control) {
    if (listen.lexically_normal() == control.lexically_normal())
        throw Error(listen, "is that of [control] socket", "choose another in [listen] socket");
}

/// A refused press can be told by the log and the LED only.
Station::Answer to_log() {
    return [](bool done, const std::string& text) {
        if (!done) log_warning(text);
    };
}

} // namespace

Appliance::Appliance(Config config, Reload reload)
    : config_(std::move(config)),
      reload_(std::move(reload)),
      ends_with_terminal_(is_pressed_in_a_terminal(config_)),
      signals_(loop_, {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGWINCH},
               [this](int signal) { on_signal(signal); }),
      watchdog_(loop_, [this] { feed_watchdog(); }),
      hanging_start_(loop_, [this] { begin(); }),
      staying_on_(loop_,
                  [this] { give_up_power_off("power-off: the machine stays on; going on"); }),
      redraw_(loop_, [this] { panel_->show(facts()); }),
      panel_(std::in_place, loop_, config_.led),
      gain_(loop_, config_.mixer,
            {[this](const auto& values) { station_.set_mixer(values); },
             [this](const std::string& why) { station_.warn(Warning::muted, why); }}),
      station_(loop_, settings_with_listeners(),
               microphone(config_.audio, gain_,
                          [this](const std::string& name) { station_.set_device(name); }),
               [this] { on_change(); }),
      pairing_(loop_, [this] { on_change(); }),
      api_(loop_, config_, station_, sound_, [this](const Reply& asker) { open_pairing(asker); }) {
    hanging_start_.after(longest_start);
    if (const auto interval = manager_.watchdog_interval()) watchdog_.every(*interval);
    is_made_ = true;
    if (can_redraw(STDERR_FILENO)) redraw_.every(redraw_period);
    on_change();
}

/// Without a place for its socket nobody hears anything, and it records all the same.
StationSettings Appliance::settings_with_listeners() {
    StationSettings settings = station_settings(config_);
    if (config_.listen.socket.empty()) return settings;
    try {
        check_is_another(config_.listen.socket, config_.control.socket);
        sound_.emplace(loop_, config_.listen.socket, [this] { on_change(); });
    } catch (const Error& error) {
        log_error(std::string(error.what()) + "; it goes on, and nobody can listen");
        return settings;
    }
    settings.new_tap = [this](const AudioFormat& format) {
        return sound_->new_tap(format, config_.audio.chunk_frames);
    };
    return settings;
}

/// Never behind an LED that is dark for good.
void Appliance::open_pairing(const Reply& asker) {
    if (power_off_)
        throw Error("pairing", "the machine is being switched off", "ask again when it is on");
    check_can_be_held(config_.buttons);
    pairing_.open(asker);
}

Panel::Callbacks Appliance::panel_callbacks() {
    return {[this] { return station_.can_stop(); },
            [this](Order order, TimePoint when) { on_order(order, when); },
            {[this] { return pairing_.is_open() && station_.state() == State::armed; },
             [this](TimePoint began) {
                 return pairing_.let_in(began) && station_.ordered() == began;
             }}};
}

int Appliance::run() {
    loop_.run();
    return 0;
}

/// Once the station knows its folder, or that it will not know it soon: before that a button would
/// be refused.
void Appliance::begin() {
    if (std::exchange(has_begun_, true)) return;
    hanging_start_.cancel();
    panel_->listen_to(config_.buttons, panel_callbacks());
    log_info("ready: " + summary(station_) + ", records " + station_.device() + " into " +
             config_.storage.folder.string() + (config_.buttons.empty() ? "; no button" : ""));
    say_what_begins_a_take(config_);
    manager_.ready(summary(station_));
}

int Appliance::run_and_press_for(std::chrono::nanoseconds duration) {
    int exit_code = 0;
    const PressFor press(loop_, station_, duration, [&](bool done, const std::string& text) {
        panel_->wipe();
        std::fprintf(done ? stdout : stderr, "%s%s\n", done ? "" : "redstart: ", text.c_str());
        exit_code = done ? 0 : 1;
        loop_.stop();
    });
    run();
    return exit_code;
}

/// Not while a thread of sound hangs: then the service manager ends this life, and the next one
/// finishes what was left.
void Appliance::feed_watchdog() {
    const auto hung = station_.hung();
    if (!hung) manager_.alive();
    if (hung && !is_hung_)
        log_error(std::string(*hung) +
                  ": hangs; the service manager is to start the recorder again");
    is_hung_ = hung.has_value();
}

void Appliance::on_signal(int signal) {
    switch (signal) {
    case SIGWINCH:
        return panel_->redraw();
    case SIGHUP:
        return ends_with_terminal_ ? end() : reload();
    case SIGUSR1:
        return station_.handle(Order::split, {}, to_log());
    default:
        return end();
    }
}

void Appliance::end() {
    manager_.stopping();
    station_.handle(Order::power_off, {}, [this](bool, const std::string&) { loop_.stop(); });
}

void Appliance::on_order(Order order, TimePoint when) {
    if (order == Order::power_off) return power_off();
    station_.handle(order, when, to_log());
}

void Appliance::power_off() {
    if (power_off_) return;
    log_info("power-off by the button; the take is finished first");
    station_.handle(Order::power_off, {}, [this](bool, const std::string&) { ask_to_power_off(); });
}

/// Then waits for SIGTERM, dark and deaf. Where it does not come to that it ends, and is started
/// again.
void Appliance::ask_to_power_off() {
    try {
        power_off_.emplace(loop_, [this](const std::string& trouble) {
            if (!trouble.empty()) give_up_power_off(trouble);
        });
        staying_on_.after(longest_way_off);
        on_change();
    } catch (const Error& error) {
        give_up_power_off(error.what());
    }
}

void Appliance::give_up_power_off(const std::string& trouble) {
    log_error(trouble);
    loop_.stop();
}

void Appliance::on_change() {
    if (!is_made_) return; // the station tells of changes while it is made
    if (sound_) sound_->set_microphone(station_.has_microphone());
    const std::string text = summary(station_);
    manager_.status(text);
    const LedSignal signal =
        power_off_
            ? LedSignal::off
            : pairing_.led(led_signal(station_.state(), station_.faults(), station_.warnings(),
                                      station_.is_on_card(), sound_ && sound_->listeners() > 0));
    panel_->show(signal);
    if (can_redraw(STDERR_FILENO)) panel_->show(facts());
    if (station_.state() != State::starting) begin();
}

LiveFacts Appliance::facts() {
    station_.watch();
    const StationStatus status = station_.status();
    LiveFacts facts;
    facts.state = summary(station_);
    facts.peaks_dbfs = status.levels_dbfs;
    facts.rms_dbfs = status.rms_dbfs;
    holds_.resize(status.levels_dbfs.size());
    for (std::size_t c = 0; c < holds_.size(); ++c)
        facts.held_dbfs.push_back(holds_[c].hold(status.levels_dbfs[c], Clock::now()));
    facts.file = short_name(station_.file(), config_.storage.folder);
    facts.keys = keys_for(config_, status.take.has_value());
    if (!status.take || !status.format) return facts;
    facts.elapsed = status.format->duration(status.take->frames);
    facts.lost = status.take->frames_lost;
    const auto& clips = status.take->clips;
    if (!clips.empty()) facts.clips = *std::ranges::max_element(clips);
    facts.has_just_clipped = clip_hold_.hold(facts.clips, Clock::now());
    return facts;
}

/// Buttons and LED can change while sound runs; what the deck was built from cannot.
void Appliance::reload() {
    manager_.reloading();
    try {
        Config fresh = reload_();
        const std::string waiting = waiting_for_restart(fresh, config_);
        if (!waiting.empty())
            log_warning("configuration: " + waiting +
                        " at the next start (the service: sudo systemctl restart redstart)");
        if (fresh.mixer != config_.mixer) gain_.want(config_.mixer = fresh.mixer);
        renew_panel(std::move(fresh));
        log_info("configuration: read again; " + parts_of(config_));
        say_what_begins_a_take(config_);
    } catch (const std::exception& error) {
        log_error(std::string(error.what()) + "; the configuration before it stays");
    }
    manager_.ready(summary(station_));
    on_change();
}

/// Buttons that stay as they were are left alone: one of them may be held.
void Appliance::renew_panel(Config fresh) {
    const bool same_buttons = fresh.buttons == config_.buttons;
    const bool same_led = fresh.led == config_.led;
    config_.buttons = std::move(fresh.buttons);
    config_.led = std::move(fresh.led);
    if (same_buttons && same_led) return;
    if (same_buttons) return panel_->replace_led(config_.led);
    panel_.reset();
    const bool has_switch = std::ranges::any_of(config_.buttons, [](const ButtonConfig& button) {
        return button.mode == ButtonMode::switch_;
    });
    if (!has_switch) station_.forget_switch();
    panel_.emplace(loop_, config_.led);
    if (has_begun_) panel_->listen_to(config_.buttons, panel_callbacks());
}

} // namespace redstart
