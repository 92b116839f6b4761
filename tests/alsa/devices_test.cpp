// The list of devices: what a user may name, and nothing of ALSA's hundred other names.
#include "alsa/devices.hpp"
#include "alsa/simulated_board.hpp"
#include "alsa/source.hpp"

#include <algorithm>

namespace redstart {
namespace {

std::vector<Device> named(const std::string& name) {
    std::vector<Device> all = list_devices();
    std::erase_if(all, [&](const Device& device) { return device.name != name; });
    return all;
}

TEST(Devices, ListsAPcmOfTheConfigurationWithItsAbilities) {
    const SimulatedBoard board;
    const std::vector<Device> found = named("picky");
    ASSERT_EQ(found.size(), 1u); // it does not play
    const Device& picky = found[0];
    EXPECT_EQ(picky.description, "Simulated microphone, 44100 Hz and 16 bits only");
    EXPECT_EQ(picky.direction, Direction::capture);
    EXPECT_EQ(picky.min_rate, 44100u);
    EXPECT_EQ(picky.max_rate, 44100u);
    EXPECT_EQ(picky.min_channels, 1u);
    EXPECT_EQ(picky.max_channels, 2u);
    EXPECT_EQ(picky.formats, std::vector<std::string>{"S16_LE"});
    EXPECT_FALSE(picky.busy);
}

TEST(Devices, NamesOnlyWhatRedstartRecords) {
    const SimulatedBoard board;
    for (const std::string name : {"default", "microphone", "loudspeaker"}) {
        const std::vector<Device> found = named(name);
        ASSERT_FALSE(found.empty()) << name;
        for (const Device& device : found) {
            EXPECT_GE(device.min_rate, AudioFormat::min_rate) << name;
            EXPECT_LE(device.max_rate, AudioFormat::max_rate) << name;
            EXPECT_GE(device.min_channels, 1u) << name;
            EXPECT_LE(device.max_channels, AudioFormat::max_channels) << name;
        }
    }
}

TEST(Devices, TellsWhatAStreamGetsThatNamesNothing) {
    const SimulatedBoard board;
    const Device picky = named("picky").at(0), loudspeaker = named("loudspeaker").at(0);
    EXPECT_EQ(picky.default_rate, 44100u);
    EXPECT_EQ(picky.default_latency, (AudioFormat{44100, 1}.duration(1024)));
    EXPECT_EQ(loudspeaker.default_rate, 48000u);
    EXPECT_EQ(loudspeaker.default_latency, (AudioFormat{48000, 1}.duration(4 * 1024)));
}

TEST(Devices, ListsNeitherWhatIsGoneNorAlsasOwnNames) {
    const SimulatedBoard board;
    for (const auto* name :
         {"gone", "null", "file", "plughw", "surround51", "dsnoop", "sysdefault"})
        EXPECT_TRUE(named(name).empty()) << name;
}

TEST(Devices, MarksOneDefaultForEachDirection) {
    const SimulatedBoard board;
    const std::vector<Device> all = list_devices();
    for (const Direction direction : {Direction::capture, Direction::playback})
        EXPECT_EQ(std::count_if(all.begin(), all.end(),
                                [&](const Device& device) {
                                    return device.is_default && device.direction == direction;
                                }),
                  1);
}

TEST(Devices, ShowsABusyDeviceAsBusy) {
    const SimulatedBoard board;
    std::ofstream(board.path("asound.conf"), std::ios::app)
        << "pcm.only { type redstart_microphone hint.description \"One\" state \""
        << board.path("state") << "\" }\n";
    PcmRequest request;
    request.device = "only";
    {
        const AlsaSource holder(request);
        const std::vector<Device> found = named("only");
        ASSERT_EQ(found.size(), 1u);
        EXPECT_TRUE(found[0].busy);
        EXPECT_EQ(found[0].description, "One");
    }
    EXPECT_FALSE(named("only").at(0).busy);
}

TEST(Devices, OpensNothingThatDoesNotAskToBeShown) {
    const SimulatedBoard board;
    std::ofstream(board.path("asound.conf"), std::ios::app)
        << "pcm.dump { type file slave.pcm null format raw file \"" << board.path("dump")
        << "\" }\n";
    EXPECT_TRUE(named("dump").empty());
    EXPECT_FALSE(std::filesystem::exists(board.path("dump")));
}

} // namespace
} // namespace redstart
