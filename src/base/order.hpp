// What a hand, a signal or a program asks of the recorder: one name for it on its whole way.
#pragma once

#include <cstdint>
#include <string_view>

namespace redstart {

enum class Order : std::uint8_t {
    start,
    stop,
    toggle, // start, or stop what is under way
    split,  // go on in a new file
    mark,   // label this moment of the take
    power_off,
    switched_on, // where a switch stands, also without having moved: one that is carried out
                 // already does nothing
    switched_off,
};

/// Its word, "start" or "power-off"; the control protocol and the commands speak the first five.
std::string_view to_string(Order order) noexcept;

} // namespace redstart
