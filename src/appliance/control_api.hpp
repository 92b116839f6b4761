// What the control socket's requests do to the station.
#pragma once

#include "control/server.hpp"
#include "event/timer.hpp"
#include "station/station.hpp"

#include <functional>
#include <string>
#include <vector>

namespace redstart {

/// Answers orders when they are done, and status at once; who follows gets a line ten times a
/// second, and costs nothing once gone. Belongs to the loop's thread.
class ControlApi {
public:
    using Pair = std::function<void(const Reply&)>; // answers, or throws Error

    ControlApi(EventLoop& loop, const std::string& socket, Station& station, Pair pair);

private:
    void handle(const Request& request, const Reply& reply);
    void follow();

    Station& station_;
    Pair pair_;
    std::vector<Reply> followers_;
    Timer tick_;
    ControlServer server_;
};

} // namespace redstart
