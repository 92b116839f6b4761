// From requests to orders, and from the station's answers to lines of JSON.
#include "appliance/control_api.hpp"

#include "appliance/status_json.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto follow_period = 100ms;

Station::Answer answer_to(const Reply& reply) {
    return [reply](bool done, const std::string& text) {
        reply.finish(done ? json{{"ok", true}, {"file", text}} : refusal(text));
    };
}

} // namespace

ControlApi::ControlApi(EventLoop& loop, const std::string& socket, Station& station, Pair pair)
    : station_(station),
      pair_(std::move(pair)),
      tick_(loop, [this] { follow(); }),
      server_(loop, socket,
              [this](const Request& request, const Reply& reply) { handle(request, reply); }) {}

void ControlApi::handle(const Request& request, const Reply& reply) {
    if (request.care) return station_.care(*request.care, answer_to(reply));
    if (request.order)
        return station_.handle(*request.order, {}, answer_to(reply), request.text, request.words);
    if (request.pair) return pair_(reply);
    if (request.clock) {
        station_.set_clock(*request.clock);
        return reply.finish({{"ok", true}});
    }
    const json line = {{"ok", true}, {"status", to_json(station_.status(), station_.device())}};
    if (!request.follow) return reply.finish(line);
    reply.send(line);
    if (followers_.empty()) tick_.every(follow_period);
    followers_.push_back(reply);
}

void ControlApi::follow() {
    std::erase_if(followers_, [](const Reply& reply) { return !reply.is_open(); });
    if (followers_.empty()) return tick_.cancel();
    station_.watch();
    const json line = {{"ok", true}, {"status", to_json(station_.status(), station_.device())}};
    for (const Reply& reply : followers_) reply.send(line);
}

} // namespace redstart
