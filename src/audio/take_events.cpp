// The words of a take's sidecar.
#include "audio/take_events.hpp"

namespace redstart {

std::string_view to_string(GapCause cause) noexcept {
    switch (cause) {
    case GapCause::overrun:
        return "overrun";
    case GapCause::ring_full:
        return "ring full";
    case GapCause::device_away:
        return "device away";
    case GapCause::suspected:
        return "suspected";
    }
    return "overrun";
}

std::optional<GapCause> gap_cause(std::string_view text) noexcept {
    for (const auto cause :
         {GapCause::overrun, GapCause::ring_full, GapCause::device_away, GapCause::suspected})
        if (to_string(cause) == text) return cause;
    return {};
}

std::string_view to_string(StopReason reason) noexcept {
    switch (reason) {
    case StopReason::none:
        return "split";
    case StopReason::order:
        return "order";
    case StopReason::length:
        return "length";
    case StopReason::device:
        return "device";
    case StopReason::full:
        return "full";
    case StopReason::failure:
        return "failure";
    }
    return "failure";
}

} // namespace redstart
