// Two thresholds, the nearer one first.
#include "station/space_warnings.hpp"

namespace redstart {

using std::chrono::minutes;

std::optional<minutes> SpaceWarnings::crossed(minutes left) noexcept {
    std::optional<minutes> below;
    for (const minutes threshold : {minutes(60), minutes(10)})
        if (left < threshold) below = threshold;
    if (below && (!told_ || *below < *told_)) return told_ = below;
    // Somebody else may write to the card, too: a little to and fro is not told again and again.
    if (told_ && left > *told_ + *told_ / 10) told_ = below;
    return {};
}

} // namespace redstart
