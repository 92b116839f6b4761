// An appliance on a machine that woke up in a year long gone, as a Pi without a battery does.
#pragma once

#include "system/appliance_home.hpp"
#include "system/machine_clocks.hpp"

#include <optional>
#include <string>

namespace redstart {

class MachineWithoutTime : public testing::Test {
protected:
    /// `audio` is further lines of that table.
    explicit MachineWithoutTime(const std::string& audio = {}) : home_(microphone_.pcm(), audio) {}

    void SetUp() override {
        if (slowness > 1) GTEST_SKIP() << "a sanitizer stands before these clocks";
        use_simulated_board();
        clocks_.set_wall(-std::chrono::hours(24 * 365 * 6), false);
        appliance_.emplace(home_.appliance(), clocks_.around());
        ASSERT_TRUE(appliance_->complains_of("ready: armed")) << appliance_->err();
    }

    const TemporaryFolder folder_;
    Clocks clocks_{folder_.path()};
    SimulatedMicrophone microphone_;
    ApplianceHome home_;
    std::optional<Program> appliance_;
};

} // namespace redstart
