// The simulated board with devices of a test's own.
#pragma once

#include "simulated/simulated_microphone.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace redstart {

/// `own` is ALSA configuration text, read after the board's.
class SimulatedBoard {
public:
    explicit SimulatedBoard(const std::string& own = {}) {
        const std::string name = path("asound.conf");
        std::ofstream(name) << '<' << simulated_asound_conf << ">\n" << own;
        ::setenv("ALSA_CONFIG_PATH", name.c_str(), 1);
    }

    std::string path(const std::string& name) const { return folder_.path() / name; }

private:
    TemporaryFolder folder_;
};

} // namespace redstart
