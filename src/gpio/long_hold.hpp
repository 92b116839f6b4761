// A press that lasts for seconds, beside what the press itself means.
#pragma once

#include "gpio/edge.hpp"

#include <chrono>
#include <optional>

namespace redstart {

/// Takes nothing away from the Gesture of the same button. Pure, like it: it is told debounced
/// edges and the time.
class LongHold {
public:
    static constexpr std::chrono::seconds duration{5};

    /// `counts`: somebody waits for a hold that begins with this press.
    void edge(Edge edge, bool counts) noexcept;

    /// When the hold is complete; nothing while none is under way.
    std::optional<TimePoint> deadline() const noexcept;

    /// Once, when it is complete: when it began.
    std::optional<TimePoint> elapsed(TimePoint now) noexcept;

private:
    std::optional<TimePoint> began_;
};

} // namespace redstart
