// A window is decided by what comes first: the recorder's answer, the right digits, or its end.
#include "web/pairing.hpp"

#include "base/log.hpp"
#include "web/recorder_answer.hpp"
#include "web/routes.hpp"
#include "web/secrets.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <utility>

namespace redstart {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr auto for_a_refusal = 400ms; // the recorder refuses at once
constexpr const char* by_hand = "; redstart-web pair DIGITS at the recorder lets it in";

} // namespace

Pairing::Pairing(EventLoop& loop, std::string socket, Phones& phones, PairingLimits limits)
    : loop_(loop),
      socket_(std::move(socket)),
      phones_(phones),
      limits_(limits),
      opened_(loop, [this] { tell(); }),
      end_(loop, [this] { end(); }),
      absent_(loop, [this] { decide(State::over, "pairing: the phone has gone; ask again"); }),
      poll_end_(loop, [this] { tell(); }),
      look_(loop, [this] { look(); }) {}

void Pairing::add_to(Routes& routes) {
    routes.post(
        "/pair", WhoMayAsk::anybody,
        [this](const HttpRequest& request, const HttpReply& reply) { open(request, reply); });
    routes.get(
        "/pair", WhoMayAsk::anybody,
        [this](const HttpRequest& request, const HttpReply& reply) { poll(request, reply); });
}

/// The same phone may begin anew; another one has to wait.
void Pairing::check_may_open(const std::string& session) {
    if (state_ == State::waiting && session != session_)
        throw Error("pairing", "another phone asks just now", "try again in a minute");
    if (state_ == State::waiting)
        decide(State::over, "pairing: it began anew; read the new digits");
    const TimePoint an_hour_ago = Clock::now() - 1h;
    std::erase_if(without_button_, [&](TimePoint opened) { return opened < an_hour_ago; });
    if (without_button_.size() >= limits_.windows_without_button)
        throw Error("pairing", "phones have asked three times within an hour",
                    "try again in an hour, or restart redstart-web");
}

void Pairing::open(const HttpRequest& request, const HttpReply& reply) {
    const std::string session(request.cookie(session_cookie));
    try {
        check_may_open(session);
    } catch (const Error& error) {
        return reply.finish(refusal_response(409, error.what()));
    }
    state_ = State::waiting;
    session_ = session;
    digits_ = random_digits();
    agent_ = request.header("user-agent");
    why_.clear();
    guesses_ = 0;
    has_button_ = true;
    secure_ = request.secure;
    opener_ = reply;
    end_.after(limits_.window);
    absent_.after(limits_.absence);
    opened_.after(for_a_refusal);
    look_.every(1s);
    ask_recorder();
}

void Pairing::ask_recorder() {
    try {
        call_.emplace(
            loop_, socket_, "{\"command\":\"pair\"}\n",
            [this](const std::string& line) { on_answer(line); },
            [this](const std::string& why) { without_button(why); });
    } catch (const Error& error) {
        without_button(error.what());
    }
}

/// A refusal that is the button's leaves the digits; one that is the window's ends it.
void Pairing::on_answer(const std::string& line) {
    const json answer = answer_in(line);
    if (is_ok(answer)) return decide(State::in, {});
    const std::string why =
        error_in(answer, answer.is_null() ? "recorder: no answer" : "pairing: refused; ask again");
    if (why.starts_with("pairing:")) return decide(State::over, why);
    without_button(why);
}

void Pairing::without_button(const std::string& why) {
    call_.reset();
    has_button_ = false;
    why_ = why;
    without_button_.push_back(Clock::now());
    log_info("pairing: a phone waits, and there is no button (" + why + ")" + by_hand);
    tell();
}

void Pairing::let_in_by(std::string_view digits) {
    if (state_ != State::waiting)
        throw Error("pairing", "no phone waits",
                    "press the page's button first, and read its digits");
    if (are_same(digits, digits_)) return decide(State::in, {});
    if (++guesses_ >= limits_.guesses)
        decide(State::over, "pairing: wrong digits were typed too often; ask again");
    throw Error("digits", "they are not those that the phone shows", "read them again");
}

/// Who is refused may ask again at once, and anybody may: a line a minute.
void Pairing::log_decision(State state, const std::string& why) {
    if (state == State::in) return log_info("pairing: a phone is let in");
    const TimePoint now = Clock::now();
    if (refusal_logged_ && now - *refusal_logged_ < 1min) return;
    refusal_logged_ = now;
    log_info(why);
}

void Pairing::decide(State state, const std::string& why) {
    if (state_ != State::waiting) return;
    log_decision(state, why);
    state_ = state;
    why_ = why;
    call_.reset();
    end_.after(limits_.window);
    look_.cancel();
    absent_.cancel();
    tell();
}

/// A phone that breaks its poll off may come back with another.
void Pairing::look() {
    if (!waiter_ || waiter_->is_open()) return;
    waiter_.reset();
    absent_.after(limits_.absence);
}

/// Also for a phone that never came for its cookie.
void Pairing::end() {
    if (state_ == State::in) session_.clear();
    decide(State::over, "pairing: nobody let the phone in in time; ask again");
}

/// What is decided, or that it is not yet, to who waits for it. A phone that has broken its poll
/// off asks anew; the cookie is given once, and is not lost on it.
void Pairing::tell() {
    opened_.cancel();
    poll_end_.cancel();
    if (const auto opener = std::exchange(opener_, std::nullopt)) {
        if (state_ == State::over)
            opener->finish(refusal_response(409, why_));
        else
            opener->finish(json_response(
                {{"digits", digits_}, {"seconds", limits_.window / 1s}, {"button", has_button_}}));
    }
    if (const auto waiter = std::exchange(waiter_, std::nullopt); waiter && waiter->is_open())
        waiter->finish(told());
    if (state_ == State::waiting) absent_.after(limits_.absence);
}

HttpResponse Pairing::told() {
    if (state_ == State::waiting) {
        json waiting = {{"state", "waiting"}};
        if (!has_button_) waiting["error"] = why_;
        return json_response(waiting);
    }
    if (state_ == State::over) return json_response({{"state", "over"}, {"error", why_}});
    state_ = State::none; // the cookie is given once
    session_.clear();
    try {
        HttpResponse response = json_response({{"state", "in"}});
        response.headers.emplace_back("Set-Cookie",
                                      phone_cookie_of(phones_.let_in(agent_), secure_));
        return response;
    } catch (const Error& error) {
        return json_response({{"state", "over"}, {"error", error.what()}});
    }
}

void Pairing::poll(const HttpRequest& request, const HttpReply& reply) {
    const std::string session(request.cookie(session_cookie));
    if (session.empty() || session != session_ || state_ == State::none)
        return reply.finish(json_response(
            {{"state", "over"}, {"error", "pairing: this phone does not wait; ask first"}}));
    if (waiter_) waiter_->finish(json_response({{"state", "waiting"}}));
    if (state_ != State::waiting) return reply.finish(told());
    waiter_ = reply;
    absent_.cancel();
    poll_end_.after(limits_.poll);
}

} // namespace redstart
