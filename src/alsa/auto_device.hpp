// The device "auto": the one card that captures.
#pragma once

#include <redstart/devices.hpp>

#include <string>
#include <vector>

namespace redstart {

inline constexpr const char* auto_name = "auto";

struct AutoDevice {
    std::string name;    // "hw:CARD=mic,DEV=0"
    std::size_t of_many; // how many capture
};

/// With several it is the first by name, whatever the order in which they were plugged in, and
/// whether it is busy or not: a recorder that takes another microphone in silence records the wrong
/// thing. Throws Error where none captures.
AutoDevice choose_auto(const std::vector<Device>& cards);

/// Any other name is left as it is. A sentence is added to `remarks` where others were left aside.
std::string resolve_auto(const std::string& device, std::vector<std::string>& remarks);

} // namespace redstart
