// Short words for edges and times in the tests of the button.
#pragma once

#include "gpio/edge.hpp"

namespace redstart {

constexpr TimePoint at_ms(int milliseconds) {
    return TimePoint(std::chrono::milliseconds(milliseconds));
}
constexpr Edge down(int milliseconds) {
    return {true, at_ms(milliseconds)};
}
constexpr Edge up(int milliseconds) {
    return {false, at_ms(milliseconds)};
}

} // namespace redstart
