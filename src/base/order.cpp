// The words of the orders.
#include "base/order.hpp"

#include <array>

namespace redstart {

std::string_view to_string(Order order) noexcept {
    constexpr std::array<std::string_view, 8> words = {
        "start", "stop", "toggle", "split", "mark", "power-off", "switched-on", "switched-off"};
    return words[static_cast<std::size_t>(order)];
}

} // namespace redstart
