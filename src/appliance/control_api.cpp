// From requests to orders, and from the station's answers to lines of JSON.
#include "appliance/control_api.hpp"

#include "appliance/doctor_verdict.hpp"
#include "appliance/status_json.hpp"
#include "config/keys_in_force.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto follow_period = 100ms;

Station::Answer through(const Reply& reply) {
    return [reply](bool done, const std::string& text) {
        reply.finish(done ? json{{"ok", true}, {"file", text}} : refusal(text));
    };
}

json text_or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

json to_json(const std::vector<KeyInForce>& keys) {
    json list = json::array();
    for (const KeyInForce& key : keys)
        list.push_back({{"key", key.key},
                        {"value", text_or_null(key.value)},
                        {"default", text_or_null(key.built_in)},
                        {"meaning", key.meaning},
                        {"range", key.range}});
    return list;
}

} // namespace

ControlApi::ControlApi(EventLoop& loop, const Config& config, Station& station,
                       const std::optional<SoundSocket>& sound, Pair pair)
    : config_(config),
      station_(station),
      sound_(sound),
      pair_(std::move(pair)),
      tick_(loop, [this] { follow(); }),
      server_(loop, config.control.socket,
              [this](const Request& request, const Reply& reply) { handle(request, reply); }) {}

void ControlApi::handle(const Request& request, const Reply& reply) {
    if (request.care) return station_.care(*request.care, through(reply));
    if (request.order)
        return station_.handle(*request.order, {}, through(reply), request.text, request.words);
    if (request.pair) return pair_(reply);
    if (request.clock) {
        station_.set_clock(*request.clock);
        return reply.finish({{"ok", true}});
    }
    if (!request.follow) return reply.finish(answer_to(request.question));
    reply.send(status());
    if (followers_.empty()) tick_.every(follow_period);
    followers_.push_back(reply);
}

json ControlApi::status() const {
    StationStatus status = station_.status();
    if (sound_) status.listeners = sound_->listeners();
    return {{"ok", true}, {"status", redstart::to_json(status, station_.device())}};
}

json ControlApi::answer_to(Question question) const {
    switch (question) {
    case Question::config:
        return {{"ok", true}, {"config", to_json(keys_in_force(config_))}};
    case Question::doctor:
        return last_verdict(config_.control.socket);
    case Question::status:
        break;
    }
    return status();
}

void ControlApi::follow() {
    std::erase_if(followers_, [](const Reply& reply) { return !reply.is_open(); });
    if (followers_.empty()) return tick_.cancel();
    station_.watch();
    const json line = status();
    for (const Reply& reply : followers_) reply.send(line);
}

} // namespace redstart
