// Reads our clock between two readings of the other, again where something came in between.
#include "base/monotonic.hpp"

namespace redstart {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

struct Pair {
    MonotonicTime before;
    TimePoint ours;
    std::chrono::nanoseconds took;
};

Pair read_both() noexcept {
    const MonotonicTime before = steady_clock::now();
    const TimePoint ours = Clock::now();
    return {before, ours, steady_clock::now() - before};
}

} // namespace

TimePoint from_monotonic(MonotonicTime stamp) noexcept {
    Pair nearest = read_both();
    for (int i = 0; i < 4 && nearest.took > 5us; ++i) {
        const Pair pair = read_both();
        if (pair.took < nearest.took) nearest = pair;
    }
    return nearest.ours - (nearest.before + nearest.took / 2 - stamp);
}

} // namespace redstart
