// Which edges of a bouncing contact are to be believed.
#include "gpio/debounce.hpp"

namespace redstart {

std::optional<Edge> Debounce::edge(Edge edge) {
    const auto decided = elapsed(edge.when);
    if (!burst_) burst_ = {edge.when, edge.when, edge.active};
    burst_->last = edge.when;
    burst_->active = edge.active;
    return decided;
}

std::optional<TimePoint> Debounce::deadline() const {
    if (!burst_) return std::nullopt;
    return burst_->last + quiet_;
}

std::optional<Edge> Debounce::elapsed(TimePoint now) {
    if (!burst_ || now < *deadline()) return std::nullopt;
    const auto burst = *burst_;
    burst_.reset();
    if (burst.active == believed_) return std::nullopt;
    believed_ = burst.active;
    return Edge{burst.active, burst.first};
}

} // namespace redstart
