// Which edges of a bouncing contact are to be believed.
#pragma once

#include "gpio/edge.hpp"

#include <chrono>
#include <optional>

namespace redstart {

/// A level is believed once it has been quiet for a while, and the edge that is reported then
/// carries the time of the first edge of the burst, since that is when the finger came down.
/// A pulse shorter than the quiet time is none. With no quiet time every change is believed.
///
/// Pure: it is told edges and the time, and holds no clock. Edges come in the order of their times;
/// reading them late loses nothing.
class Debounce {
public:
    Debounce(std::chrono::nanoseconds quiet, bool active) : quiet_(quiet), believed_(active) {}

    /// Answers with the edge before this burst, where that is decided only now.
    std::optional<Edge> edge(Edge edge);

    /// When elapsed() has something to decide; nothing while the line is quiet.
    std::optional<TimePoint> deadline() const;

    std::optional<Edge> elapsed(TimePoint now);

private:
    struct Burst {
        TimePoint first, last;
        bool active; // after the last
    };

    std::chrono::nanoseconds quiet_;
    bool believed_;
    std::optional<Burst> burst_;
};

} // namespace redstart
