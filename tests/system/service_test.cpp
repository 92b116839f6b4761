// The appliance as a service: its signals, its manager, and only one of it.
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/notify_socket.hpp"
#include "system/takes.hpp"

#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class Service : public testing::Test {
protected:
    bool has_recorded(Frames frames) const {
        return eventually([&] {
            const nlohmann::json status = home_.status();
            return !status["take"].is_null() && status["take"]["frames"] >= frames;
        });
    }

    SimulatedMicrophone microphone_;
    const ApplianceHome home_{microphone_.pcm(), "format = \"S32_LE\"\n"};
};

TEST_F(Service, TellsItsManagerWhenItIsReadyAndWhenItStops) {
    const std::string notify = home_.folder() / "notify.sock";
    NotifySocket manager(notify);
    Surroundings under_systemd;
    under_systemd.environment = {"NOTIFY_SOCKET=" + notify};
    Program appliance(home_.appliance(), under_systemd);
    EXPECT_TRUE(manager.was_told("READY=1"));
    EXPECT_EQ(home_.status()["state"], "armed") << "ready is true: it answers";
    appliance.signal(SIGTERM);
    EXPECT_TRUE(manager.was_told("STOPPING=1"));
    EXPECT_EQ(appliance.wait(), 0);
}

TEST_F(Service, SaysThatItIsAliveAsOftenAsItsManagerWantsToHear) {
    const std::string notify = home_.folder() / "notify.sock";
    NotifySocket manager(notify);
    Surroundings under_systemd;
    under_systemd.environment = {"NOTIFY_SOCKET=" + notify, "WATCHDOG_USEC=200000"};
    const Program appliance(home_.appliance(), under_systemd);
    EXPECT_TRUE(manager.was_told("WATCHDOG=1"));
}

TEST_F(Service, FinishesTheTakeAtSigterm) {
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed"));
    home_.file_of({"start"});
    ASSERT_TRUE(has_recorded(24000));
    const TimePoint before = Clock::now();
    appliance.signal(SIGTERM);
    EXPECT_EQ(appliance.wait(), 0) << appliance.err();
    const auto files = files_in(home_.takes(), ".wav");
    ASSERT_EQ(files.size(), 1u);
    EXPECT_EQ(files[0].extension(), ".wav");
    const Sound sound = sound_of(files[0]);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
    const auto end =
        microphone_.started_at() + sound.format.duration(sound.number(0) + sound.frames());
    EXPECT_GE(end, before - 1ms) << "what was delivered by then is in it";
    EXPECT_FALSE(fs::exists(home_.socket()));
}

TEST_F(Service, SplitsTheTakeAtSigusr1) {
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed"));
    home_.file_of({"start"});
    ASSERT_TRUE(has_recorded(24000));
    appliance.signal(SIGUSR1);
    EXPECT_TRUE(eventually([&] { return files_in(home_.takes(), ".wav").size() == 1; }));
    home_.file_of({"stop"});
    const auto files = files_in(home_.takes(), ".wav");
    ASSERT_EQ(files.size(), 2u);
    const Sound sound = sound_of(files);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format, sound.number(0)), "");
}

TEST_F(Service, GoesOnWithTheOldConfigurationWhereTheNewOneIsBroken) {
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed"));
    const fs::path part = home_.file_of({"start"});
    std::ofstream(home_.configuration()) << "[audio]\n  rates = 48000\n";
    appliance.signal(SIGHUP);
    EXPECT_TRUE(appliance.complains_of(home_.configuration().string() + ":2:3: "))
        << appliance.err();
    EXPECT_EQ(home_.status()["take"]["file"], part.string());
    EXPECT_TRUE(home_.file_of({"stop"}).string().ends_with(".wav"));
}

TEST_F(Service, IsRefusedWhereAnotherRunsAndLeavesThatAlone) {
    Program first(home_.appliance());
    ASSERT_TRUE(first.complains_of("ready: armed"));
    const fs::path part = home_.file_of({"start"});
    Program second(home_.appliance());
    EXPECT_EQ(second.wait(), 1);
    EXPECT_NE(second.err().find("another redstart is running"), std::string::npos) << second.err();
    EXPECT_EQ(home_.status()["take"]["file"], part.string());
    EXPECT_TRUE(fs::exists(part));
}

TEST_F(Service, SaysWhatButtonItMissesAndGoesOn) {
    const ApplianceHome home(microphone_.pcm(), {}, "[button]\nline = \"REDSTART_NO_SUCH_LINE\"\n");
    Program appliance(home.appliance());
    EXPECT_TRUE(appliance.complains_of("button: ")) << appliance.err();
    EXPECT_TRUE(appliance.complains_of("REDSTART_NO_SUCH_LINE")) << appliance.err();
    EXPECT_TRUE(home.comes_to("armed"));
    EXPECT_TRUE(home.file_of({"start"}).string().ends_with(".part"));
}

} // namespace
} // namespace redstart
