// `redstart doctor`: tries everything that a recording needs, and says go or no-go.
#include "alsa/mixer_settings.hpp"
#include "app/asked_to_stop.hpp"
#include "app/audio_options.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/doctor_report.hpp"
#include "app/keys.hpp"
#include "app/progress.hpp"
#include "appliance/control_socket.hpp"
#include "appliance/doctor_verdict.hpp"
#include "appliance/settings.hpp"
#include "base/units.hpp"
#include "check/folder_checks.hpp"
#include "check/part_checks.hpp"
#include "check/sound_checks.hpp"
#include "check/system_checks.hpp"
#include "config/load_config.hpp"
#include "deck/ring_size.hpp"

#include <redstart/playback_stream.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <thread>
#include <unistd.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using enum CheckResult::Verdict;

constexpr auto heard_for = 3s;
constexpr const char* lend = "the appliance has it; end it (the service: sudo systemctl stop "
                             "redstart), then doctor tries it";

struct Options {
    std::string config, board, card_for = "30s";
    bool as_json = false, listens = false, says_yes = false;
};

Error unknown_status(const json::exception& error) {
    return {"its status", std::string("not one that this program knows: ") + error.what(),
            "appliance and program may be of different versions"};
}

/// What the appliance tells of itself; null where none runs. Throws Error where one may run that
/// does not tell.
json status_of_the_appliance(const Config& config) {
    try {
        ControlClient client = connect_to_appliance(config.control.socket);
        const json answer = client.ask({});
        if (!answer.value("ok", false))
            throw Error::from_line(answer.value("error", "refused")).within(client.path());
        return answer.at("status");
    } catch (const json::exception& error) {
        throw unknown_status(error);
    } catch (const Error& error) {
        if (!is_nobody_there(error)) throw;
        return nullptr;
    }
}

/// Ctrl-C has to leave no file behind: it is looked for between the checks and each second.
class HeldSignals {
public:
    HeldSignals() {
        sigset_t set{};
        sigemptyset(&set);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
        ::pthread_sigmask(SIG_BLOCK, &set, &before_);
    }
    ~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    HeldSignals(const HeldSignals&) = delete;
    HeldSignals& operator=(const HeldSignals&) = delete;

private:
    sigset_t before_{};
};

class Doctor {
public:
    Doctor(const Config& config, const Options& options, DoctorReport& report)
        : config_(config),
          options_(options),
          report_(report),
          asks_(!options.as_json && !options.says_yes && ::isatty(STDIN_FILENO) != 0 &&
                ::isatty(STDOUT_FILENO) != 0),
          status_(status_of_the_appliance(config)) {}

    void examine() {
        if (status_.is_object())
            ask_the_appliance();
        else
            listen();
        report_.add(check_button(config_.buttons, asker()));
        report_.add(check_led(config_.led, [this] { return was_seen(); }));
        examine_folder();
        if (listening_) finish_listening();
        if (is_asked_to_stop()) return; // the signal ends the program
        examine_machine();
        report_.add(check_last_take(config_.storage.folder));
        if (options_.listens) play();
    }

private:
    /// It is not disturbed, whether it records or not: what it knows is what there is.
    void ask_the_appliance() {
        const json reasons = status_.value("reasons", json::object());
        const json warnings = status_.value("warnings", json::array());
        const std::string device = status_.at("device").is_string() ? status_.at("device") : "";
        if (reasons.contains("no-device"))
            report_.add(no_device(reasons["no-device"].get<std::string>()));
        else
            report_.add({"device", ok, device, "the appliance records from it"});
        report_.add({"sound", warn, "", lend});
        for (const char* word : {"dead-channel", "same-channels"})
            if (std::ranges::find(warnings, word) != warnings.end())
                return report_.add({"channels", no_go, word,
                                    "the appliance hears it; look at the microphone's cable"});
        for (const char* name : {"rate", "level", "channels"}) report_.add({name, warn, "", lend});
        report_.add(check_gain(device, config_.mixer));
    }

    void listen() {
        try {
            auto source = std::make_unique<AlsaSource>(pcm_request(config_.audio));
            format_ = source->format();
            report_.add(check_device(*source, config_.audio.device));
            const std::string mixer = Mixer::name_for(source->handle(), source->device());
            if (!config_.mixer.empty()) set_gain(mixer);
            listening_ = std::make_unique<SoundSample>(std::move(source), heard_for);
            listening_->wait_for_sound();
            const CheckResult frames = check_frames(*listening_, heard_for);
            report_.add(frames);
            if (frames.verdict == ok) {
                report_.add(check_channels(*format_, listening_->sound()));
                report_.add(check_level(*format_, listening_->sound()));
            }
            report_.add(check_gain(mixer, config_.mixer));
        } catch (const Error& error) {
            report_.add(no_device(error.what()));
        }
    }

    /// As a recording would; what cannot be set is told by the check.
    void set_gain(const std::string& mixer) const {
        try {
            set_mixer(Mixer(mixer), config_.mixer);
        } catch (const Error&) {
        }
    }

    void finish_listening() {
        listening_->stop();
        report_.add(check_rate(listening_->ppm()));
    }

    std::function<void(const std::string&)> asker() const {
        if (!asks_) return {};
        return [](const std::string& line) {
            std::printf("Press the button at %s a few times, within 5 seconds.\n", line.c_str());
            std::fflush(stdout);
        };
    }

    bool was_seen() const {
        if (!asks_) {
            std::this_thread::sleep_for(500ms);
            return true;
        }
        std::printf("The LED is lit. Do you see it? [y/n] ");
        std::fflush(stdout);
        const auto answer = read_typed_line();
        return !answer || answer->empty() || answer->front() == 'y' || answer->front() == 'Y';
    }

    void examine_folder() {
        const auto& folder = config_.storage.folder;
        const AudioFormat format =
            format_.value_or(AudioFormat{config_.audio.rate, config_.audio.channels,
                                         sample_format(config_.audio.format).value()});
        const CheckResult found = check_folder(folder);
        report_.add(found);
        if (found.verdict == no_go) return;
        const CheckResult space = check_space(folder, config_.storage.keep_free, format);
        report_.add(space);
        const auto stall = ring_share(format, deck_settings(config_)).stall;
        if (status_.is_object())
            report_.add(card_of_the_appliance(stall));
        else if (space.verdict != no_go)
            report_.add(try_card(format, stall));
    }

    CheckResult try_card(const AudioFormat& format, std::chrono::nanoseconds stall) const {
        const auto& folder = config_.storage.folder;
        Progress progress;
        bool is_free = true;
        try {
            const auto times = write_to_card(
                folder, format, parse_duration(options_.card_for).value(), [&](double share) {
                    progress.show(static_cast<std::uint64_t>(share * 100), 100);
                    is_free = !is_take_under_way(folder);
                    return is_free && !is_asked_to_stop();
                });
            if (!is_free)
                return {"card", warn, "",
                        "a take is being written to it, and is not disturbed; "
                        "try again when it is over"};
            return check_card(times, stall);
        } catch (const Error& error) {
            return {"card", no_go, "", error.what()};
        }
    }

    CheckResult card_of_the_appliance(std::chrono::nanoseconds stall) const {
        CardTimes times;
        const json storage = status_.value("storage", json::object());
        times.worst = std::chrono::nanoseconds(
            static_cast<std::int64_t>(storage.value("worst_write_ms", 0.) * 1e6));
        const json counts = storage.value("writes", json::array());
        for (std::size_t i = 0; i < std::min(counts.size(), times.counts.size()); ++i)
            times.counts[i] = counts[i].get<unsigned>();
        if (times.worst == 0ns) return {"card", warn, "", lend};
        return check_card(times, stall);
    }

    void examine_machine() {
        report_.add(check_power("/"));
        report_.add(check_temperature("/"));
        report_.add(check_clock(clock_state(std::chrono::system_clock::now()), "/"));
        report_.add(check_realtime(config_.audio.ring_limit));
        report_.add(check_service("/"));
        report_.add(check_watchdog("/"));
    }

    void play() const {
        if (!listening_ || listening_->sound().empty())
            return report_.add({"listen", warn, "", "there is no sound to play; see device"});
        try {
            PlaybackStream stream(exactly(listening_->format(), "default"));
            stream.write(listening_->sound());
            stream.drain();
            report_.add({"listen", ok, "3.0 s", "was played"});
        } catch (const Error& error) {
            report_.add({"listen", warn, "", error.what()});
        }
    }

    const Config& config_;
    const Options& options_;
    DoctorReport& report_;
    const bool asks_;
    const json status_;
    std::optional<AudioFormat> format_;
    std::unique_ptr<SoundSample> listening_;
};

int doctor(const Options& options) {
    const HeldSignals held;
    DoctorReport report(options.as_json);
    std::optional<Config> config;
    try {
        config = load_config_or_default(options.config, options.board);
    } catch (const Error& error) {
        report.add({"configuration", no_go, "", error.what()});
    }
    try {
        if (config) Doctor(*config, options, report).examine();
    } catch (const Error& error) {
        report.add({"appliance", no_go, "", error.what()});
    } catch (const json::exception& error) {
        report.add({"appliance", no_go, "", unknown_status(error).what()});
    }
    const int code = report.conclude();
    if (config && !is_asked_to_stop()) leave_verdict(config->control.socket, report.to_json());
    if (config && config->led) show_verdict(*config->led, code == 0);
    return code;
}

} // namespace

void add_doctor(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add("doctor", "try everything a recording needs, and say go or no-go",
                                  [options] { return doctor(*options); });
    command.option("--config", options->config, std::string("default ") + default_config_file)
        .type_name("FILE");
    command.option("--board", options->board, "a board's profile").type_name("NAME");
    command.flag("--json", options->as_json, "one JSON object; asks nothing");
    command.flag("--listen", options->listens, "play the 3 seconds that were heard");
    command.flag("--yes", options->says_yes, "ask nothing: the LED was seen, no button is pressed");
    command.option("--card-for", options->card_for, "how long the card is written to, default 30s")
        .check(a_duration());
    command.footer("Exit code 0: go. 1: no-go. A running appliance is asked and not disturbed.");
}

} // namespace redstart
