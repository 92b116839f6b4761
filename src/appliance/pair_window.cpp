// Opened by a request, looked at ten times a second while it is open, closed by hand or time.
#include "appliance/pair_window.hpp"

#include "base/log.hpp"
#include "base/units.hpp"
#include "control/protocol.hpp"
#include "gpio/presses.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr auto look_period = 100ms;
constexpr auto flashing = 1250ms; // three flashes, and before the fourth
constexpr const char* otherwise = "redstart-web pair DIGITS at the recorder lets a phone in";

/// A press of Enter is over at once in that mode.
bool is_short(const ButtonConfig& button) {
    return button.line == "terminal" && button.mode == ButtonMode::toggle;
}

bool can_be_held(const ButtonConfig& button) {
    return !is_short(button) &&
           can_be_held(GestureSettings{button.mode, button.hold, button.power_off_hold});
}

} // namespace

void check_can_be_held(const std::vector<ButtonConfig>& buttons) {
    if (buttons.empty()) throw Error("button", "none is configured", otherwise);
    if (std::ranges::any_of(buttons, [](const auto& button) { return can_be_held(button); }))
        return;
    const ButtonConfig& first = buttons.front();
    if (first.mode == ButtonMode::switch_)
        throw Error("button", "a switch cannot be held", otherwise);
    if (is_short(first)) throw Error("button", "a key of the terminal cannot be held", otherwise);
    throw Error("button", "it powers off before it was held for 5 s",
                std::string("set power_off_hold above 5s, or ") + otherwise);
}

PairWindow::PairWindow(EventLoop& loop, std::function<void()> on_change, PairLimits limits,
                       SinceBoot since_boot)
    : on_change_(std::move(on_change)),
      limits_(limits),
      since_boot_(std::move(since_boot)),
      look_(loop, [this] { look(); }),
      flashes_(loop, [this] {
          is_flashing_ = false;
          on_change_();
      }) {}

void PairWindow::open(const Reply& asker) {
    look(); // the one before may have hung up just now
    check_limits();
    openings_.push_back(since_boot_());
    asker_ = asker;
    opened_ = Clock::now();
    look_.every(look_period);
    log_info("pairing: a window is open for " + show_duration(limits_.length) +
             "; a hold of the button for 5 s lets the phone in");
    on_change_();
}

void PairWindow::check_limits() {
    const auto now = since_boot_();
    std::erase_if(openings_, [&](auto opened) { return now - opened >= limits_.each; });
    if (asker_)
        throw Error("pairing", "another phone waits for a hold of the button",
                    "try again in a minute");
    if (openings_.size() < limits_.windows) return;
    const auto wait =
        std::chrono::ceil<std::chrono::minutes>(openings_.front() + limits_.each - now);
    throw Error("pairing", "phones have waited for a hold three times within an hour",
                "try again in " + std::to_string(wait.count()) + " minutes, or " + otherwise);
}

void PairWindow::look() {
    if (!asker_) return;
    if (!asker_->is_open()) return close("who asked has hung up");
    if (Clock::now() - opened_ < limits_.length) return;
    close("the button was not held for 5 s in time");
}

bool PairWindow::let_in(TimePoint hold_began) {
    look();
    if (!asker_ || hold_began < opened_) return false;
    log_info("pairing: the button was held for 5 s; the phone is let in");
    const Reply asker = *std::exchange(asker_, std::nullopt);
    look_.cancel();
    is_flashing_ = true;
    flashes_.after(flashing);
    asker.finish({{"ok", true}});
    on_change_();
    return true;
}

void PairWindow::close(const std::string& why) {
    log_info("pairing: the window is closed: " + why);
    const Reply asker = *std::exchange(asker_, std::nullopt);
    look_.cancel();
    asker.finish(refusal("pairing: " + why +
                         "; ask again, and hold it while the LED blinks twice a second"));
    on_change_();
}

LedSignal PairWindow::led(LedSignal signal) const noexcept {
    if (is_flashing_) return LedSignal::let_in;
    switch (signal) {
    case LedSignal::off:
    case LedSignal::starting:
    case LedSignal::recording:
    case LedSignal::warned:
    case LedSignal::fault:
        return signal;
    default:
        return asker_ ? LedSignal::pairing : signal;
    }
}

} // namespace redstart
