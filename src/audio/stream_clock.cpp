// A pair behind a version number, which the reader takes again when it changed under its eyes.
#include "audio/stream_clock.hpp"

namespace redstart {

void StreamClock::tell(Frames position, TimePoint when) noexcept {
    version_ += 1;
    position_ = position;
    when_ = when.time_since_epoch().count();
    version_ += 1;
}

std::optional<StreamClock::Pair> StreamClock::newest() const noexcept {
    for (;;) {
        const unsigned before = version_;
        const Pair pair{position_, TimePoint(TimePoint::duration(when_))};
        if (before % 2 == 0 && before == version_)
            return before == 0 ? std::nullopt : std::optional(pair);
    }
}

Frames StreamClock::frame_at(TimePoint when) const noexcept {
    const auto pair = newest();
    return pair ? pair->position + format_.frames(when - pair->when) : 0;
}

TimePoint StreamClock::time_of(Frames position) const noexcept {
    const TimePoint now = Clock::now();
    return is_running() ? now - format_.duration(frame_at(now) - position) : now;
}

} // namespace redstart
