// A pair behind a version number, which the reader takes again when it changed under its eyes.
#include "audio/stream_clock.hpp"

namespace redstart {

void StreamClock::tell(Frames place, TimePoint when) noexcept {
    version_ += 1;
    place_ = place;
    when_ = when.time_since_epoch().count();
    version_ += 1;
}

Frames StreamClock::frame_at(TimePoint when) const noexcept {
    for (;;) {
        const unsigned before = version_;
        const Frames place = place_;
        const TimePoint then{TimePoint::duration(when_)};
        if (before % 2 == 0 && before == version_)
            return before == 0 ? 0 : place + format_.frames(when - then);
    }
}

TimePoint StreamClock::time_of(Frames place) const noexcept {
    const TimePoint now = Clock::now();
    return is_running() ? now - format_.duration(frame_at(now) - place) : now;
}

} // namespace redstart
