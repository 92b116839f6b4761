// Orders for which the deck has no room yet.
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace redstart {

/// What ends a take is never given up: it goes as soon as there is room, before all others and in
/// the order in which it was given.
class UnsentOrders {
public:
    using Send = std::function<bool()>; // false where there is no room

    void insist(Send order) {
        orders_.push_back(std::move(order));
        send();
    }

    /// To be called whenever there may be room again.
    void send() {
        while (!orders_.empty() && orders_.front()()) orders_.erase(orders_.begin());
    }

    bool is_empty() const noexcept { return orders_.empty(); }

private:
    std::vector<Send> orders_;
};

} // namespace redstart
