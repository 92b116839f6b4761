// Reads the card's controls, and holds the GPIO lines for a moment.
#include "check/part_checks.hpp"

#include "alsa/mixer_settings.hpp"
#include "disk/lookup.hpp"
#include "gpio/led.hpp"
#include "gpio/line.hpp"

#include <redstart/clock.hpp>

#include <poll.h>
#include <thread>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using enum CheckResult::Verdict;

constexpr auto bounce = 20ms; // an edge sooner after the last one is none of a finger's

bool has_gpio() {
    for (int chip = 0; chip < 16; ++chip)
        if (is_there("/dev/gpiochip" + std::to_string(chip))) return true;
    return false;
}

CheckResult line_error(const char* name, const std::string& line, const Error& error) {
    if (error.kind() == Error::Kind::busy)
        return {name, warn, line,
                "in use; where it is the service's: sudo systemctl stop redstart, then again"};
    return {name, warn, line, error.what()};
}

void count_presses(InputLine& line, ButtonLook& look) {
    const TimePoint end = Clock::now() + 5s;
    TimePoint last{};
    while (Clock::now() < end) {
        pollfd wait{line.fd(), POLLIN, 0};
        ::poll(&wait, 1, 100);
        while (const auto edge = line.read()) {
            if (edge->when - last < bounce)
                ++look.bounces;
            else if (edge->active)
                ++look.presses;
            last = edge->when;
        }
    }
}

} // namespace

CheckResult check_gain(const std::string& name, std::span<const MixerSetting> settings) {
    try {
        const Mixer mixer(name);
        if (mixer.controls().empty()) return {"gain", not_here, "", "the card has no controls"};
        const MixerLook look = look_at_mixer(mixer, settings);
        std::string value;
        for (const auto& [control, stands] : look.values)
            value.append(value.empty() ? "" : ", ").append(control + " " + stands);
        if (look.is_muted)
            return {"gain", warn, value,
                    "the capture switch is off; alsamixer, or \"... Capture Switch\" = true in "
                    "[mixer]"};
        if (!look.refusals.empty()) return {"gain", warn, value, look.refusals.front()};
        if (!look.differences.empty())
            return {"gain", warn, value,
                    look.differences.front() +
                        "; the service sets it when it opens the microphone"};
        return {"gain", ok, value, settings.empty() ? "no [mixer] is configured" : ""};
    } catch (const Error& error) {
        if (settings.empty() && error.kind() == Error::Kind::no_device)
            return {"gain", not_here, "", "the card has no controls"};
        return {"gain", warn, "", error.what()};
    }
}

CheckResult judge_button(const std::string& line, const ButtonLook& look) {
    if (look.was_active)
        return {"button", warn, line + ", pressed",
                "it is pressed while nobody presses; active_low and bias of [button]"};
    if (!look.was_asked) return {"button", ok, line + ", not pressed", ""};
    const std::string value = line + ", " + std::to_string(look.presses) + " presses, " +
                              std::to_string(look.bounces) + " bounces";
    if (look.presses == 0)
        return {"button", warn, value, "no press came; look at its wires and at line of [button]"};
    if (look.bounces > 20 * look.presses)
        return {"button", warn, value, "it bounces; a longer debounce of [button]"};
    return {"button", ok, value, ""};
}

CheckResult check_button(const std::vector<ButtonConfig>& buttons,
                         const std::function<void(const std::string&)>& ask) {
    CheckResult result{"button", not_here, "", "none is configured"};
    for (const ButtonConfig& button : buttons) {
        if (button.line == "terminal") continue;
        if (!has_gpio()) return {"button", not_here, button.line, "no GPIO here"};
        try {
            InputLine line(button.line, button.active_low, button.bias, 0ns);
            ButtonLook look;
            look.was_active = line.is_active() && button.mode != ButtonMode::switch_;
            look.was_asked = static_cast<bool>(ask);
            if (ask) {
                ask(button.line);
                count_presses(line, look);
            }
            result = judge_button(button.line, look);
        } catch (const Error& error) {
            result = line_error("button", button.line, error);
        }
        if (result.verdict != ok) return result;
    }
    return result;
}

CheckResult check_led(const std::optional<LedConfig>& led, const std::function<bool()>& was_seen) {
    if (!led || led->line == "terminal") return {"led", not_here, "", "none is configured"};
    if (!has_gpio()) return {"led", not_here, led->line, "no GPIO here"};
    try {
        OutputLine line(led->line, led->active_low, true);
        const bool seen = was_seen();
        if (!line.set(false)) return {"led", warn, led->line, "its chip has gone; plug it in"};
        if (seen) return {"led", ok, led->line, ""};
        return {"led", warn, led->line,
                "nobody saw it; look at its wires, and at line and active_low of [led]"};
    } catch (const Error& error) {
        return line_error("led", led->line, error);
    }
}

void show_verdict(const LedConfig& led, bool is_go) {
    if (led.line == "terminal" || !has_gpio()) return;
    const Blink rhythm = blink(is_go ? LedSignal::armed : LedSignal::fault);
    try {
        OutputLine line(led.line, led.active_low, false);
        bool is_lit = false;
        for (const TimePoint end = Clock::now() + 3s; Clock::now() < end;) {
            is_lit = !is_lit;
            if (!line.set(is_lit)) return;
            std::this_thread::sleep_for(is_lit ? rhythm.light : rhythm.dark);
        }
        static_cast<void>(line.set(false));
    } catch (const Error&) { // its check has told
    }
}

} // namespace redstart
