// An appliance behind a control socket, in a thread of its own, that records nothing.
#pragma once

#include "base/doorbell.hpp"
#include "control/server.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <atomic>
#include <deque>
#include <string>
#include <thread>
#include <vector>

namespace redstart {

inline const std::string status_line = "{\"command\":\"status\"}\n";

/// `stop` is answered when the test says so, `split` throws,
/// `status` with follow goes on by itself, and the rest is answered at once.
class Appliance {
public:
    explicit Appliance(const std::string& path, ControlLimits limits = {})
        : server_(
              loop_, path, [this](const Request& r, const Reply& to) { take(r, to); }, limits),
          told_(loop_, end_.fd(), [this] { loop_.stop(); }),
          allowed_(loop_, allow_.fd(), [this] { answer_late(); }),
          tick_(loop_, [this] { follow(); }),
          thread_([this] { loop_.run(); }) {}
    ~Appliance() {
        end_.ring();
        thread_.join();
    }

    void answer_the_stops() { allow_.ring(); }
    int requests() const { return requests_; }
    int open_replies() const { return open_; }

private:
    void take(const Request& request, const Reply& reply) {
        ++requests_;
        if (request.order == Order::split) throw Error("split", "nothing is recorded", "start");
        if (request.order == Order::stop) {
            late_.push_back(reply);
        } else if (request.follow) {
            followers_.push_back(reply);
            tick_.every(std::chrono::milliseconds(1));
        } else {
            reply.finish({{"ok", true}, {"text", request.text}});
        }
        open_ = static_cast<int>(late_.size() + followers_.size());
    }
    void answer_late() {
        allow_.answer();
        for (const Reply& reply : late_) reply.finish({{"ok", true}, {"late", true}});
        late_.clear();
        open_ = static_cast<int>(followers_.size());
    }
    void follow() {
        std::erase_if(followers_, [](const Reply& reply) { return !reply.is_open(); });
        for (const Reply& reply : followers_)
            reply.send({{"ok", true}, {"sent", ++sent_}, {"ballast", std::string(1000, '.')}});
        open_ = static_cast<int>(late_.size() + followers_.size());
    }

    EventLoop loop_;
    Doorbell end_, allow_;
    std::atomic<int> requests_ = 0, open_ = 0;
    int sent_ = 0;
    std::deque<Reply> late_;
    std::vector<Reply> followers_;
    ControlServer server_;
    FdEvent told_, allowed_;
    Timer tick_;
    std::thread thread_;
};

template <class Condition>
bool soon(Condition condition) {
    const TimePoint deadline = Clock::now() + std::chrono::seconds(20);
    while (Clock::now() < deadline) {
        if (condition()) return true;
        std::this_thread::yield();
    }
    return false;
}

inline bool accepted(const std::string& line) {
    const auto object = nlohmann::json::parse(line, nullptr, false);
    return object.is_object() && object.value("ok", false);
}

inline std::string reason(const std::string& line) {
    const auto object = nlohmann::json::parse(line, nullptr, false);
    return object.is_object() ? object.value("error", "") : "no JSON: " + line;
}

} // namespace redstart
