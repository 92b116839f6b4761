// Questions to the recorder, each with a time in which it is answered.
#pragma once

#include "event/timer.hpp"
#include "web/recorder_call.hpp"
#include "web/reply.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstddef>
#include <list>
#include <string>

namespace redstart {

/// 200 and its answer where the recorder says "ok": true, 409 where it refuses, 503 where it is not
/// there, 504 where it does not answer in time.
class Recorder {
public:
    static constexpr std::size_t most_at_a_time = 4; // its own places are 16

    Recorder(EventLoop& loop, std::string socket,
             std::chrono::nanoseconds patience = std::chrono::seconds(60));
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    const std::string& socket() const noexcept { return socket_; }

    void ask(const nlohmann::json& request, const HttpReply& reply);

private:
    struct Question;

    void finish(Question& question, HttpResponse response);

    EventLoop& loop_;
    std::string socket_;
    std::chrono::nanoseconds patience_;
    std::list<Question> questions_;
};

/// Those of the orders that a phone may give: POST /order, GET /config, GET /doctor.
class Routes;
void add_orders(Routes& routes, Recorder& recorder);

} // namespace redstart
