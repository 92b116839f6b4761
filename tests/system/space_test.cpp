// A card that fills up: it is told before, what was written stays, and the oldest goes where it
// may.
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace redstart {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// A small card, mounted for this process and those that it starts.
class SmallCard : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "a card of its own needs root";
        if (::unshare(CLONE_NEWNS) != 0) GTEST_SKIP() << "no mounts of its own here";
        ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    }
    void TearDown() override { ::umount2(home_.takes().c_str(), MNT_DETACH); }

    void mount(const char* options) const {
        ASSERT_EQ(::mount("card", home_.takes().c_str(), "tmpfs", 0, options), 0);
    }
    void configure(const std::string& storage) const {
        std::ofstream(home_.configuration())
            << "[audio]\ndevice = \"" << microphone_.pcm() << "\"\nformat = \"S32_LE\"\n"
            << "[storage]\nfolder = \"" << home_.takes().string() << "\"\n"
            << storage << "\n[control]\nsocket = \"" << home_.socket() << "\"\n";
    }

    bool has_recorded(Frames frames) const {
        return eventually(
            [&] {
                const json status = home_.status();
                return !status["take"].is_null() && status["take"]["frames"] >= frames;
            },
            60s * slowness);
    }

    SimulatedMicrophone microphone_;
    const ApplianceHome home_{microphone_.pcm()};
};

TEST_F(SmallCard, TheOldestTakesGoAndTheNewOneGoesOn) {
    mount("size=12m");
    configure("keep_free = \"1MB\"\nwhen_full = \"delete-oldest\"\nsplit_every = \"1s\"");
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed"));
    home_.file_of({"start"});
    const fs::path locked = home_.file_of({"stop"});
    std::ofstream(fs::path(locked).replace_extension(".keep")) << "mine";
    home_.file_of({"start"});
    ASSERT_TRUE(has_recorded(40 * 48000)) << "15 MB, on a card of 12 MB";
    EXPECT_EQ(faults(home_.status()), std::vector<std::string>{});
    EXPECT_EQ(home_.status()["take"]["frames_lost"], 0);
    home_.file_of({"stop"});

    EXPECT_TRUE(fs::exists(locked)) << "it has its .keep";
    EXPECT_TRUE(appliance.complains_of("deleted to make room"));
    appliance.signal(SIGTERM); // else it may make room while the files are read
    ASSERT_EQ(appliance.wait(), 0) << appliance.err();
    auto files = files_in(home_.takes(), ".wav");
    std::erase(files, locked);
    const Sound sound = sound_of(files);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "")
        << "what is there is the end of the take, without a hole";
}

TEST_F(SmallCard, NothingThatIsNoTakeGoesAndThenTheTakeIsFinished) {
    mount("size=4m");
    configure("keep_free = \"1MB\"\nwhen_full = \"delete-oldest\"");
    const std::string letter(100'000, 'x');
    std::ofstream(home_.takes() / "letter.wav") << letter;
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed"));
    const fs::path part = home_.file_of({"start"});
    EXPECT_TRUE(appliance.complains_of("no take that may be deleted"));
    ASSERT_TRUE(appliance.complains_of("finished", 60s * slowness));
    EXPECT_TRUE(home_.comes_to("fault"));
    EXPECT_EQ(faults(home_.status()), std::vector<std::string>{"storage-full"});
    const Sound sound = sound_of(fs::path(part).replace_extension());
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
    EXPECT_EQ(fs::file_size(home_.takes() / "letter.wav"), letter.size());
}

TEST_F(SmallCard, ThatIsFullAtOnceKeepsWhatWasWritten) {
    mount("size=4m");
    configure("keep_free = \"0B\"");
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed"));
    const fs::path part = home_.file_of({"start"});
    ASSERT_TRUE(has_recorded(2 * 48000));
    const Frames safe = home_.status()["take"]["frames_on_card"];
    {
        std::ofstream other(home_.takes() / "other"); // somebody else takes all the room
        const std::string block(65536, 'x');
        while (other.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
    }
    ASSERT_TRUE(home_.comes_to("fault"));
    EXPECT_EQ(faults(home_.status()), std::vector<std::string>{"storage-full"});
    const auto files = files_in(home_.takes(), ".wav");
    ASSERT_FALSE(files.empty()) << "the take was finished";
    const Sound sound = sound_of(files);
    EXPECT_GE(sound.frames(), safe);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
    fs::remove(home_.takes() / "other");
    EXPECT_TRUE(home_.comes_to("armed"));
}

TEST(LittleSpace, IsToldInMinutesBeforeTheCardIsFull) {
    const SimulatedMicrophone microphone;
    const ApplianceHome home(microphone.pcm());
    struct statvfs space {};
    ASSERT_EQ(::statvfs(home.takes().c_str(), &space), 0);
    const std::uint64_t free = space.f_bavail * space.f_frsize;
    constexpr std::uint64_t wide = 8 * 192000 * 4, half_an_hour = wide * 1800;
    if (free < 2 * half_an_hour) GTEST_SKIP() << "there is too little to begin with";
    std::ofstream(home.configuration())
        << "[audio]\ndevice = \"" << microphone.pcm()
        << "\"\nrate = 192000\nchannels = 8\nformat = \"S32_LE\"\n[storage]\nfolder = \""
        << home.takes().string() << "\"\nkeep_free = \"" << free - half_an_hour
        << "B\"\n[control]\nsocket = \"" << home.socket() << "\"\n";
    Program appliance(home.appliance());
    EXPECT_TRUE(appliance.complains_of("less than 60 minutes left"));
    EXPECT_EQ(appliance.err().find("less than 10 minutes"), std::string::npos);
    EXPECT_NEAR(home.status()["storage"]["minutes_left"].get<double>(), 30, 20)
        << "others write to this disk, too";
}

} // namespace
} // namespace redstart
