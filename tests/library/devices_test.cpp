// The public list of devices.
#include "simulated/simulated_microphone.hpp"

#include <redstart/devices.hpp>

#include <algorithm>
#include <gtest/gtest.h>

namespace redstart {
namespace {

TEST(Devices, HaveTheBoardsMicrophoneAndLoudspeaker) {
    use_simulated_board();
    const std::vector<Device> found = devices();
    const auto has = [&](const char* name, Direction direction) {
        return std::any_of(found.begin(), found.end(), [&](const Device& device) {
            return device.name == name && device.direction == direction;
        });
    };
    EXPECT_TRUE(has("microphone", Direction::capture));
    EXPECT_TRUE(has("loudspeaker", Direction::playback));
}

} // namespace
} // namespace redstart
