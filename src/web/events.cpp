// The status is passed on as it came, with a key of ours in front of its end.
#include "web/events.hpp"

#include "web/recorder_answer.hpp"

#include <nlohmann/json.hpp>

#include <redstart/error.hpp>

#include <algorithm>
#include <ctime>
#include <utility>

namespace redstart {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr auto between_tries = 1s, silence = 5s, too_slow = 30s;
constexpr unsigned comment_every = 10;      // s
constexpr std::size_t most_waiting = 32768; // some ten of them

std::string event_of(const char* name, const json& data) {
    return std::string("event: ") + name +
           "\ndata: " + data.dump(-1, ' ', false, json::error_handler_t::replace) + "\n\n";
}

std::int64_t unix_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

Events::Events(EventLoop& loop, std::string socket)
    : loop_(loop),
      socket_(std::move(socket)),
      again_(loop, [this] { follow(); }),
      tick_(loop, [this] { look_after(); }) {}

void Events::add_to(Routes& routes) {
    routes.get(
        "/events", WhoMayAsk::readers,
        [this](const HttpRequest& request, const HttpReply& reply) { open(request, reply); });
}

void Events::open(const HttpRequest& request, const HttpReply& reply) {
    if (readers_.size() >= most)
        return reply.finish(refusal_response(503, "events: too many phones look; try again"));
    auto stream = std::make_shared<HttpStream>(most_waiting);
    stream->on_gone = [this, raw = stream.get()] {
        readers_.remove_if([&](const Reader& reader) { return reader.stream.get() == raw; });
        stop_where_nobody_reads();
    };
    stream->write("retry: 2000\n\n" + last_);
    readers_.push_back({stream, request.phone, Clock::now()});
    reply.finish({200, {{"Content-Type", "text/event-stream"}}, std::move(stream)});
    if (readers_.size() > 1) return;
    tick_.every(1s);
    follow();
}

void Events::stop_where_nobody_reads() {
    if (!readers_.empty()) return;
    call_.reset();
    again_.cancel();
    tick_.cancel();
    last_.clear();
}

void Events::follow() {
    heard_ = Clock::now();
    try {
        call_.emplace(
            loop_, socket_, "{\"command\":\"status\",\"follow\":true}\n",
            [this](const std::string& line) { on_line(line); },
            [this](const std::string& why) { on_gone(why); });
    } catch (const Error& error) {
        on_gone(error.what());
    }
}

void Events::on_line(const std::string& line) {
    heard_ = Clock::now();
    json answer = answer_in(line);
    const auto status = answer.find("status");
    if (status == answer.end() || !status->is_object())
        return on_gone(error_in(answer, "recorder: its answer is no status; update both programs"));
    (*status)["page"] = {{"time_ms", unix_ms()}, {"listening", listening ? listening() : 0}};
    tell(event_of("status", *status));
}

void Events::on_gone(const std::string& why) {
    call_.reset();
    again_.after(between_tries);
    const std::string event = event_of("gone", {{"error", why}});
    if (event != last_) tell(event);
}

void Events::tell(const std::string& event) {
    last_ = event;
    for (Reader& reader : readers_) {
        if (reader.stream->waiting() == 0) reader.read = Clock::now();
        reader.stream->write(event);
    }
}

/// Once a second: who is too slow, who may not read any more, whether the recorder answers.
void Events::look_after() {
    const TimePoint now = Clock::now();
    if (call_ && now - heard_ > silence)
        on_gone("recorder: it does not answer; sudo systemctl restart redstart");
    const bool comments = ++ticks_ % comment_every == 0;
    for (auto reader = readers_.begin(); reader != readers_.end();) {
        if (comments) reader->stream->write(":\n\n");
        const bool is_slow = reader->stream->waiting() > 0 && now - reader->read > too_slow;
        if (is_slow || (may_read && !may_read(reader->phone))) {
            reader->stream->abort();
            reader = readers_.erase(reader);
        } else {
            ++reader;
        }
    }
    stop_where_nobody_reads();
}

} // namespace redstart
