// `redstart monitor`: what the microphone hears comes out of the loudspeaker.
#include "simulated/simulated_microphone.hpp"
#include "support/program.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class MonitorCommand : public testing::Test {
protected:
    MonitorCommand() { use_simulated_board(); }

    std::vector<std::string> monitor(std::vector<std::string> more = {}) const {
        std::vector<std::string> words = {"monitor", "-D", microphone_.pcm(), "--output",
                                          "loudspeaker:FILE=" + heard().string()};
        words.insert(words.end(), more.begin(), more.end());
        return redstart(words);
    }
    fs::path heard() const { return folder_.path() / "heard"; }
    bool has_heard(std::uintmax_t bytes) const {
        std::error_code none;
        return fs::file_size(heard(), none) != static_cast<std::uintmax_t>(-1) &&
               fs::file_size(heard(), none) > bytes;
    }
    std::ptrdiff_t loud_bytes() const {
        const std::string all = sound();
        return std::count_if(all.begin(), all.end(), [](char byte) { return byte != 0; });
    }
    std::string sound() const {
        std::ifstream file(heard(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    TemporaryFolder folder_;
    SimulatedMicrophone microphone_{"tone"};
};

TEST_F(MonitorCommand, PlaysWhatItHearsUntilCtrlCAndSaysHowLate) {
    Program program(monitor({"--latency", "30ms"}));
    EXPECT_TRUE(eventually([&] { return loud_bytes() > 100'000; })); // half a second
    program.signal(SIGINT);
    EXPECT_EQ(program.wait(), 0) << program.err();
    EXPECT_NE(program.out().find("48000 Hz, 2 channels, "), std::string::npos);
    EXPECT_NE(program.out().find(" ms, Ctrl-C ends\n"), std::string::npos) << program.out();
    const std::string end = program.out().substr(program.out().find('\n') + 1);
    EXPECT_TRUE(end.ends_with(" breaks\n") || end.ends_with(" 1 break\n")) << end;
}

TEST_F(MonitorCommand, AMonoMicrophoneIsHeardOnAllChannels) {
    const std::string stereo = folder_.path() / "asound.conf";
    std::ofstream(stereo) << '<' << simulated_asound_conf << ">\npcm.stereo { type "
                          << "redstart_loudspeaker channels [ 2 ] file \"" << heard().string()
                          << "\" }\n";
    Surroundings around;
    around.environment = {"ALSA_CONFIG_PATH=" + stereo};
    Program program(redstart({"monitor", "-D", microphone_.pcm(), "--output", "stereo", "-c", "1"}),
                    around);
    EXPECT_TRUE(eventually([&] { return has_heard(200'000); })) << program.err();
    program.signal(SIGTERM);
    EXPECT_EQ(program.wait(), 0) << program.err();
    EXPECT_NE(program.out().find("1 channel in, 2 channels out, "), std::string::npos)
        << program.out();
    const std::string all = sound();
    for (std::size_t i = 0; i + 4 <= all.size(); i += 4)
        ASSERT_EQ(all.substr(i, 2), all.substr(i + 2, 2)) << i;
}

TEST_F(MonitorCommand, AMicrophoneThatVanishesEndsItWithOneLine) {
    Program program(monitor());
    EXPECT_TRUE(eventually([&] { return has_heard(20'000); }));
    microphone_.vanish();
    EXPECT_EQ(program.wait(), 1);
    EXPECT_NE(program.err().find(": no such device; redstart devices lists them"),
              std::string::npos)
        << program.err();
}

} // namespace
} // namespace redstart
