// Keeps GPIO lines through their absence; Enter is a press, and a terminal shows the light.
#include "appliance/panel.hpp"

#include "appliance/terminal.hpp"
#include "appliance/terminal_light.hpp"
#include "base/backoff.hpp"
#include "base/log.hpp"
#include "event/fd_event.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <unistd.h>
#include <utility>

namespace redstart {

using namespace std::chrono_literals;

namespace {

/// Early in the boot a line is there before the right to it is: soon at first, then now and then.
constexpr Backoff line_retry{125ms, 2s};

bool is_terminal(const std::string& line) {
    return line == "terminal";
}

ButtonSettings button_settings(const ButtonConfig& config) {
    return {config.line, config.active_low, config.bias, config.debounce,
            GestureSettings{config.mode, config.hold, config.power_off_hold}};
}

} // namespace

/// A button that is made again whenever its line can be had.
class Panel::KeptButton {
public:
    KeptButton(EventLoop& loop, const ButtonConfig& config, const Callbacks& callbacks)
        : loop_(loop),
          settings_(button_settings(config)),
          callbacks_(callbacks),
          retry_(loop, [this] { make(); }) {
        make();
    }

private:
    void make() {
        try {
            button_.emplace(loop_, settings_,
                            Button::Callbacks{callbacks_.recording, callbacks_.on_order,
                                              [this](const Error& error) { lose(error); },
                                              callbacks_.hold});
            if (!trouble_.empty()) log_info(settings_.line + ": the button is there");
            trouble_.clear();
            wait_.reset();
            const bool let_go = std::exchange(was_holding_, false) && !button_->is_holding();
            if (let_go) callbacks_.on_order(Order::stop, Clock::now());
        } catch (const Error& error) {
            lose(error);
        }
    }

    void lose(const Error& error) {
        if (trouble_ != error.what()) log_warning(std::string("button: ") + error.what());
        trouble_ = error.what();
        was_holding_ = was_holding_ || (button_ && button_->is_holding());
        button_.reset();
        retry_.after(wait_.next());
    }

    EventLoop& loop_;
    ButtonSettings settings_;
    Callbacks callbacks_;
    std::string trouble_;
    bool was_holding_ = false; // a take, when its line was lost: it may come back let go
    Backoff wait_ = line_retry;
    Timer retry_;
    std::optional<Button> button_;
};

/// Enter is a press. It cannot be held, so where holding matters one Enter presses and the next
/// releases.
class Panel::TerminalButton {
public:
    TerminalButton(EventLoop& loop, const ButtonConfig& config, const Callbacks& callbacks)
        : loop_(loop),
          is_short_(config.mode == ButtonMode::toggle),
          in_front_again_(loop, [this] { listen(); }),
          presses_(loop, 0ns, button_settings(config).gesture, false,
                   {callbacks.recording, callbacks.on_order, {}, callbacks.hold}) {
        ::signal(SIGTTIN, SIG_IGN); // in a shell's background it must not stop the recorder
        listen();
    }

private:
    /// What is typed belongs to the shell while this is in its background.
    void listen() {
        const pid_t front = ::tcgetpgrp(STDIN_FILENO);
        if (front >= 0 && front != ::getpgrp()) return in_front_again_.after(1s);
        typed_.emplace(loop_, STDIN_FILENO, [this] { read(); });
    }

    void read() {
        std::array<char, 256> text{};
        const ssize_t n = ::read(STDIN_FILENO, text.data(), text.size());
        if (n <= 0) {
            const bool is_in_background = n < 0 && errno == EIO && ::isatty(STDIN_FILENO) != 0;
            typed_.reset(); // where nobody is there any more, for good
            if (is_in_background) in_front_again_.after(1s);
            return;
        }
        const auto enters = std::count(text.begin(), text.begin() + n, '\n');
        if (enters > 0 && can_redraw(STDERR_FILENO)) go_back_over(enters);
        for (auto i = enters; i > 0; --i) press();
    }

    /// Each Enter took the cursor to a line below the one that is drawn.
    static void go_back_over(std::ptrdiff_t lines) {
        const std::string text = "\x1b[" + std::to_string(lines) + "A\r\x1b[K\x1b[J";
        [[maybe_unused]] const auto n = ::write(STDERR_FILENO, text.data(), text.size());
    }

    void press() {
        const TimePoint now = Clock::now();
        presses_.edge({down_ = !down_, now});
        if (is_short_) presses_.edge({down_ = !down_, now});
    }

    EventLoop& loop_;
    bool is_short_;
    bool down_ = false;
    Timer in_front_again_;
    Presses presses_;
    std::optional<FdEvent> typed_;
};

/// Where the LED's light goes: a line that may be missing, or the terminal, or nowhere.
class Panel::KeptLight {
public:
    KeptLight(EventLoop& loop, const std::optional<LedConfig>& config)
        : config_(config), retry_(loop, [this] { make(); }) {
        const bool has_light = config_ && is_terminal(config_->line);
        if (has_light || can_redraw(STDERR_FILENO)) terminal_.emplace(has_light);
        make();
    }

    void set(bool on) {
        lit_ = on;
        if (line_ && !line_->set(on)) lose(config_->line + ": its chip has gone; asked for again");
        if (terminal_) terminal_->set(on);
    }

    void show(const LiveFacts& facts) {
        if (terminal_) terminal_->show(facts);
    }
    void redraw() const {
        if (terminal_) terminal_->draw();
    }
    void wipe() const {
        if (terminal_) terminal_->wipe();
    }

private:
    void make() {
        if (!config_ || is_terminal(config_->line)) return;
        try {
            line_.emplace(config_->line, config_->active_low, lit_);
            if (std::exchange(is_missing_, false)) log_info(config_->line + ": the LED is there");
            wait_.reset();
        } catch (const Error& error) {
            lose(error.what());
        }
    }

    void lose(const std::string& error) {
        if (!std::exchange(is_missing_, true)) log_warning("led: " + error);
        line_.reset();
        retry_.after(wait_.next());
    }

    std::optional<LedConfig> config_;
    std::optional<OutputLine> line_;
    std::optional<TerminalLight> terminal_;
    bool lit_ = false, is_missing_ = false;
    Backoff wait_ = line_retry;
    Timer retry_;
};

Panel::Panel(EventLoop& loop, const std::optional<LedConfig>& led)
    : loop_(loop), light_(std::make_unique<KeptLight>(loop, led)) {
    led_.emplace(loop, led && led->stealth, [this](bool on) { light_->set(on); });
}

Panel::~Panel() = default;

void Panel::replace_led(const std::optional<LedConfig>& led) {
    led_.reset();
    light_.reset(); // its line may be the new one's
    light_ = std::make_unique<KeptLight>(loop_, led);
    led_.emplace(loop_, led && led->stealth, [this](bool on) { light_->set(on); });
}

void Panel::listen_to(const std::vector<ButtonConfig>& buttons, const Callbacks& callbacks) {
    for (const ButtonConfig& button : buttons) {
        if (is_terminal(button.line))
            terminal_ = std::make_unique<TerminalButton>(loop_, button, callbacks);
        else
            buttons_.push_back(std::make_unique<KeptButton>(loop_, button, callbacks));
    }
}

void Panel::show(LedSignal signal) {
    led_->show(signal);
}

void Panel::show(const LiveFacts& facts) {
    light_->show(facts);
}

void Panel::redraw() const {
    light_->redraw();
}

void Panel::wipe() const {
    light_->wipe();
}

} // namespace redstart
