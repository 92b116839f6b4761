// The control client, its errors taken for a no.
#include "system/order.hpp"

#include "control/client.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

namespace redstart {
namespace {

Order order_of(const std::string& word) {
    for (const Order order : {Order::start, Order::mark, Order::split})
        if (word == to_string(order)) return order;
    return Order::stop;
}

/// Frames of the take under way that are on the card; -1 where there is none. Throws Error.
std::int64_t frames_on_card(ControlClient& client) {
    const nlohmann::json status = client.ask({})["status"];
    return status["take"].is_null() ? -1 : status["take"]["frames_on_card"].get<std::int64_t>();
}

} // namespace

bool order(const std::string& socket, const std::string& word) {
    try {
        Request request;
        request.order = order_of(word);
        return ControlClient(socket).ask(request).value("ok", false);
    } catch (const Error&) {
        return false;
    }
}

bool wait_for_card(const std::string& socket, std::int64_t more_frames) {
    try {
        ControlClient client(socket);
        const std::int64_t begin = frames_on_card(client);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (std::int64_t now = begin; now >= 0; now = frames_on_card(client)) {
            if (now >= begin + more_frames) return true;
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(5)); // between two looks
        }
    } catch (const Error&) {
    }
    return false;
}

} // namespace redstart
