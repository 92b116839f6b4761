// Asks the cards, and takes the first by name.
#include "alsa/auto_device.hpp"

#include "alsa/devices.hpp"

#include <redstart/error.hpp>

#include <algorithm>

namespace redstart {

AutoDevice choose_auto(const std::vector<Device>& cards) {
    std::vector<std::string> names;
    for (const Device& device : cards)
        if (device.direction == Direction::capture) names.push_back(device.name);
    if (names.empty())
        throw Error(auto_name, "no card that records", "plug one in; redstart devices lists them",
                    std::make_error_code(std::errc::no_such_device));
    return {*std::min_element(names.begin(), names.end()), names.size()};
}

std::string resolve_auto(const std::string& device, std::vector<std::string>& remarks) {
    if (device != auto_name) return device;
    AutoDevice chosen = choose_auto(list_cards());
    if (chosen.of_many > 1)
        remarks.push_back(chosen.name + ": the first by name of " + std::to_string(chosen.of_many) +
                          " devices that record; name another to record that");
    return std::move(chosen.name);
}

} // namespace redstart
