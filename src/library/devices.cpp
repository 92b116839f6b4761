// The public list of devices is ALSA's.
#include <redstart/devices.hpp>

#include "alsa/devices.hpp"

namespace redstart {

std::vector<Device> devices() {
    return list_devices();
}

} // namespace redstart
