// The minute in which a new phone waits to be let in, by the button or at the recorder.
#pragma once

#include "event/timer.hpp"
#include "web/gate.hpp"
#include "web/phones.hpp"
#include "web/recorder_call.hpp"
#include "web/reply.hpp"
#include "web/request.hpp"

#include <redstart/source.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

class Routes;

struct PairingLimits {
    std::chrono::nanoseconds window = std::chrono::seconds(60);
    std::chrono::nanoseconds poll = std::chrono::seconds(25);
    std::chrono::nanoseconds absence = std::chrono::seconds(10); // of the phone, between two polls
    unsigned guesses = 3;                                        // of digits, at the recorder
    std::size_t windows_without_button = 3; // within an hour; the others the recorder counts
};

/// One phone at a time. It shows four digits, and the recorder's button lets it in, or
/// `redstart-web pair DIGITS`. The order `pair` is under way as long as the window is open: when
/// the phone goes, we hang up on the recorder. A recorder that has no button to hold, or is not
/// there, leaves the digits.
class Pairing {
public:
    Pairing(EventLoop& loop, std::string socket, Phones& phones, PairingLimits limits = {});

    void add_to(Routes& routes); // POST and GET /pair

    /// Of `redstart-web pair`. Throws Error where nobody waits, or the digits are not the phone's.
    void let_in_by(std::string_view digits);

private:
    enum class State : unsigned char { none, waiting, in, over };

    void open(const HttpRequest& request, const HttpReply& reply);
    void poll(const HttpRequest& request, const HttpReply& reply);
    void ask_recorder();
    void on_answer(const std::string& line);
    void without_button(const std::string& why);
    void decide(State state, const std::string& why);
    void log_decision(State state, const std::string& why);
    void end();
    void look();
    void tell();
    HttpResponse told();
    void check_may_open(const std::string& session);

    EventLoop& loop_;
    std::string socket_;
    Phones& phones_;
    PairingLimits limits_;
    State state_ = State::none;
    bool has_button_ = true, secure_ = false;
    std::string session_, digits_, agent_, why_;
    unsigned guesses_ = 0;
    std::vector<TimePoint> without_button_; // when such windows were opened
    std::optional<TimePoint> refusal_logged_;
    std::optional<RecorderCall> call_;
    std::optional<HttpReply> opener_, waiter_;
    Timer opened_, end_, absent_, poll_end_, look_;
};

} // namespace redstart
