// `redstart session`: a data set, prompt by prompt, by Enter, a pedal or a button.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/keys.hpp"
#include "app/pedal.hpp"
#include "app/record_flac.hpp"
#include "app/session_flac.hpp"
#include "app/session_options.hpp"
#include "app/session_screen.hpp"
#include "appliance/panel.hpp"
#include "base/log.hpp"
#include "config/load_config.hpp"
#include "dataset/session_log.hpp"
#include "event/signals.hpp"

#include <csignal>
#include <memory>
#include <optional>
#include <unistd.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

/// Keys, pedal and buttons on one side, the session on the other, and what is shown of it.
class SessionRun {
public:
    SessionRun(const SessionCommand& command, const SessionOptions& options, Display& display)
        : folder_(options.folder),
          is_flac_(command.flac),
          signals_(loop_, {SIGINT, SIGTERM, SIGHUP}, [this](int) { loop_.stop(); }),
          screen_(display),
          session_(options),
          typed_(std::in_place, loop_, STDIN_FILENO, [this] { read_keys(); }),
          tick_(loop_, [this] { look(); }) {
        if (!command.pedal.empty()) pedal_.emplace(loop_, command.pedal, [this] { press(); });
        if (!command.config.empty()) listen_to_buttons(command.config);
    }

    int run() {
        for (const std::string& remark : session_.recorder().remarks()) log_warning(remark);
        if (is_flac_) warn_where_it_stays_wav(session_.recorder().format());
        screen_.begin(session_, folder_);
        screen_.prompt(session_);
        tick_.every(100ms);
        if (session_.prompt()) loop_.run();
        if (session_.is_recording()) session_.discard();
        screen_.end(session_, folder_);
        return 0;
    }

private:
    void listen_to_buttons(const std::string& file) {
        Config config = load_config_or_default(file);
        // The terminal is read here already, where Enter is a press anyway.
        std::erase_if(config.buttons, [](const auto& button) { return button.line == "terminal"; });
        panel_.emplace(loop_, std::nullopt);
        panel_->listen_to(config.buttons, {[this] { return session_.is_recording(); },
                                           [this](Order order, TimePoint) {
                                               if (order != Order::mark) press();
                                           }});
    }

    void read_keys() {
        const auto keys = keys_.read();
        if (!keys) {
            typed_.reset();
            if (!pedal_ && !panel_) loop_.stop();
            return;
        }
        for (const char key : *keys)
            if (!is_over_) handle(key);
    }

    void handle(char key) {
        if (note_)
            add_to_note(key);
        else if (key == Keys::enter)
            press();
        else if (session_.is_recording())
            key == 'r' ? discard() : key == 'q' ? quit() : void();
        else
            step(key);
    }

    /// Enter, a pedal or a button.
    void press() {
        if (session_.is_recording())
            end_take();
        else if (session_.prompt())
            begin_take();
    }

    void begin_take() {
        try {
            session_.start();
            screen_.begins_take(session_);
        } catch (const Error& error) { // no device, or no card: the next Enter tries again
            screen_.say(error.what());
        }
    }

    void end_take() {
        screen_.take(session_.stop());
        go_on();
    }

    void quit() {
        is_over_ = true;
        loop_.stop();
    }

    void discard() {
        session_.discard();
        screen_.say("discarded");
        go_on();
    }

    void go_on() {
        if (!session_.prompt()) return quit();
        screen_.prompt(session_);
    }

    void step(char key) {
        constexpr char end_of_input = 4; // Ctrl-D
        switch (key) {
        case 's':
            if (session_.skip()) go_on();
            break;
        case 'b':
            if (session_.back()) go_on();
            break;
        case 'r':
            if (session_.repeat()) go_on();
            break;
        case 'n':
            note_.emplace();
            break;
        case 'q':
        case end_of_input:
            quit();
            break;
        default:
            break;
        }
    }

    void add_to_note(char key) {
        constexpr char escape = 27, backspace = 8, delete_key = 127;
        if (key == Keys::enter) {
            if (!note_->empty()) session_.note(*note_);
            if (!note_->empty()) screen_.say("noted");
            note_.reset();
        } else if (key == escape) {
            note_.reset();
        } else if (key == backspace || key == delete_key) {
            if (!note_->empty()) note_->pop_back();
        } else {
            *note_ += key;
        }
    }

    /// A take that ended by itself, without a device or on a full card, is told of at once.
    void look() {
        if (session_.is_recording() && !session_.recorder().is_recording()) end_take();
        screen_.draw(session_, note_ ? &*note_ : nullptr);
    }

    const std::filesystem::path folder_;
    const bool is_flac_;
    EventLoop loop_;
    Signals signals_; // before the threads, which inherit what is blocked
    SessionScreen screen_;
    Session session_;
    Keys keys_;
    std::optional<FdEvent> typed_;
    Timer tick_;
    std::optional<Pedal> pedal_;
    std::optional<Panel> panel_;
    bool is_over_ = false;            // what was typed behind that means nothing
    std::optional<std::string> note_; // as far as it is typed
};

/// Enter alone is what was answered in this folder before.
void ask(const SessionCommand& command, Display& display, SessionOptions& options) {
    const auto questions = command.questions();
    if (questions.empty()) return;
    const auto known = last_notes(options.folder);
    for (const std::string& key : questions) {
        const auto before = known.find(key);
        display.show(key + (before != known.end() ? " [" + before->second + "]" : "") + ": ");
        const auto answer = read_typed_line();
        if (!answer)
            throw Error(key, "no answer before the end of the input",
                        "give it by --note " + key + "=VALUE");
        if (!answer->empty())
            options.notes[key] = *answer;
        else if (before != known.end())
            options.notes[key] = before->second;
    }
}

int collect(const SessionCommand& command) {
    SessionOptions options = command.options();
    Display display(STDOUT_FILENO);
    ask(command, display, options);
    const int code = SessionRun(command, options, display).run();
    return !command.flac || make_flac_of_takes(options.folder, display) ? code : 1;
}

} // namespace

void add_session(CommandLine& program) {
    auto command = std::make_shared<SessionCommand>();
    Command session =
        program.add("session", "collect a data set, prompt by prompt, with a manifest",
                    [command] { return collect(*command); });
    command->add_to(session);
    session.footer("Enter starts a take, the next one ends it; what is too short, too quiet, "
                   "clipped or has a gap\nis asked for again. The same command goes on where it "
                   "was left.");
}

} // namespace redstart
