// What the control socket's requests do to the station.
#pragma once

#include "appliance/sound_socket.hpp"
#include "config/config.hpp"
#include "control/server.hpp"
#include "event/timer.hpp"
#include "station/station.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace redstart {

/// Answers orders when they are done, and status at once; who follows gets a line ten times a
/// second, and costs nothing once gone. Belongs to the loop's thread.
class ControlApi {
public:
    using Pair = std::function<void(const Reply&)>; // answers, or throws Error

    ControlApi(EventLoop& loop, const Config& config, Station& station,
               const std::optional<SoundSocket>& sound, Pair pair);

private:
    void handle(const Request& request, const Reply& reply);
    nlohmann::json status() const;
    nlohmann::json answer_to(Question question) const;
    void follow();

    const Config& config_;
    Station& station_;
    const std::optional<SoundSocket>& sound_;
    Pair pair_;
    std::vector<Reply> followers_;
    Timer tick_;
    ControlServer server_;
};

} // namespace redstart
