// Each check of `redstart doctor` where it holds, and where it fails.
#include "check/folder_checks.hpp"
#include "check/part_checks.hpp"
#include "check/sound_checks.hpp"
#include "check/system_checks.hpp"
#include "simulated/simulated_microphone.hpp"
#include "support/folder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numeric>
#include <sys/resource.h>
#include <unistd.h>

namespace redstart {

void PrintTo(CheckResult::Verdict verdict, std::ostream* out) {
    *out << to_string(verdict);
}

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using enum CheckResult::Verdict;

constexpr AudioFormat stereo{8000, 2, SampleFormat::s16_le};

/// A second of it, from `sample(frame, channel)`.
template <class Sample>
std::vector<std::byte> sound(const Sample& sample) {
    std::vector<std::byte> bytes;
    for (int frame = 0; frame < 8000; ++frame)
        for (int channel = 0; channel < 2; ++channel) {
            const int value = sample(frame, channel);
            bytes.push_back(static_cast<std::byte>(value & 0xff));
            bytes.push_back(static_cast<std::byte>((value >> 8) & 0xff));
        }
    return bytes;
}

int tone(int frame, int channel) {
    return static_cast<int>(1000 * std::sin(frame * (0.3 + channel * 0.1)));
}

TEST(DoctorsChannels, AreWellWhereTheyDiffer) {
    EXPECT_EQ(check_channels(stereo, sound(tone)).verdict, ok);
}

TEST(DoctorsChannels, AreNoGoWhereOneIsDead) {
    const auto result =
        check_channels(stereo, sound([](int f, int c) { return c == 1 ? 7 : tone(f, c); }));
    EXPECT_EQ(result.verdict, no_go);
    EXPECT_NE(result.text.find("channel 2 is dead"), std::string::npos) << result.text;
}

TEST(DoctorsChannels, AreNoGoWhereTwoAreIdentical) {
    const auto result = check_channels(stereo, sound([](int f, int) { return tone(f, 0); }));
    EXPECT_EQ(result.verdict, no_go);
    EXPECT_NE(result.text.find("channels 1 and 2 are identical"), std::string::npos);
}

TEST(DoctorsLevel, IsWellAndTellsFloorPeakAndDc) {
    const auto result = check_level(stereo, sound(tone));
    EXPECT_EQ(result.verdict, ok) << result.text;
    EXPECT_NE(result.value.find("peak -30.3 dBFS"), std::string::npos) << result.value;
    EXPECT_NE(result.value.find("floor -33."), std::string::npos) << result.value;
}

TEST(DoctorsLevel, HasNoMinusBeforeNothing) {
    const auto result =
        check_level(stereo, sound([](int f, int) { return f % 2 == 0 ? 100 : -101; }));
    EXPECT_NE(result.value.find("DC 0.00 %"), std::string::npos) << result.value;
}

TEST(DoctorsLevel, WarnsOfDcAndOfFullScale) {
    const auto shifted = check_level(stereo, sound([](int f, int c) { return tone(f, c) + 400; }));
    EXPECT_EQ(shifted.verdict, warn);
    EXPECT_NE(shifted.text.find("DC offset"), std::string::npos) << shifted.text;
    const auto loud =
        check_level(stereo, sound([](int f, int c) { return tone(f, c) > 0 ? 32767 : -32768; }));
    EXPECT_NE(loud.text.find("full scale"), std::string::npos) << loud.text;
}

TEST(DoctorsRate, WarnsBeyond200PpmAndNeedsTenSeconds) {
    EXPECT_EQ(check_rate(150).verdict, ok);
    EXPECT_EQ(check_rate(-201).verdict, warn);
    EXPECT_EQ(check_rate({}).verdict, not_here);
}

struct DoctorsMicrophone : testing::Test {
    DoctorsMicrophone() { use_simulated_board(); }

    static std::unique_ptr<AlsaSource> open(const std::string& pcm) {
        PcmRequest request;
        request.device = pcm;
        return std::make_unique<AlsaSource>(request);
    }
};

TEST_F(DoctorsMicrophone, IsHeardForAsLongAsWasAskedFor) {
    const SimulatedMicrophone microphone("tone", SimulatedMicrophone::Pace::as_fast_as_read);
    auto source = open(microphone.pcm());
    EXPECT_EQ(check_device(*source, microphone.pcm()).verdict, ok);
    SoundSample listening(std::move(source), 1s);
    listening.wait_for_sound();
    const auto result = check_frames(listening, 1s);
    EXPECT_EQ(result.verdict, ok) << result.text;
    EXPECT_EQ(result.value, "48000 frames");
    EXPECT_EQ(check_channels(listening.format(), listening.sound()).verdict, ok);
}

TEST_F(DoctorsMicrophone, IsNoGoWhereItVanishes) {
    SimulatedMicrophone microphone;
    SoundSample listening(open(microphone.pcm()), 60s);
    microphone.vanish();
    listening.wait_for_sound();
    EXPECT_EQ(check_frames(listening, 60s).verdict, no_go);
}

TEST_F(DoctorsMicrophone, WarnsOfANumberForAName) {
    const SimulatedMicrophone microphone;
    EXPECT_EQ(check_device(*open(microphone.pcm()), "hw:1,0").verdict, warn);
}

TEST_F(DoctorsMicrophone, GainIsHeldToTheConfiguration) {
    SimulatedMicrophone microphone;
    const std::vector<MixerSetting> settings{{"Mic Capture Volume", "100%"}};
    EXPECT_EQ(check_gain(microphone.pcm(), settings).verdict, ok);
    microphone.set_volume(10);
    const auto low = check_gain(microphone.pcm(), settings);
    EXPECT_EQ(low.verdict, warn);
    EXPECT_NE(low.text.find("not 100 %"), std::string::npos) << low.text;
    microphone.mute(true);
    EXPECT_NE(check_gain(microphone.pcm(), {}).text.find("switch is off"), std::string::npos);
    EXPECT_EQ(check_gain("picky", {}).verdict, not_here);
    EXPECT_EQ(check_gain("picky", settings).verdict, warn);
}

TEST_F(DoctorsMicrophone, GainThatCannotBeSetIsNotPromised) {
    SimulatedMicrophone microphone;
    for (const MixerSetting& setting :
         {MixerSetting{"Mic Capture Volum", "80%"}, {"Mic Capture Switch", "on"}}) {
        const auto result = check_gain(microphone.pcm(), {&setting, 1});
        EXPECT_EQ(result.verdict, warn);
        EXPECT_NE(result.text.find(setting.control), std::string::npos) << result.text;
        EXPECT_EQ(result.text.find("the service sets it"), std::string::npos) << result.text;
    }
    microphone.set_volume(2000);
    const MixerSetting setting{"Mic Capture Volume", "80%"};
    const auto broken = check_gain(microphone.pcm(), {&setting, 1});
    EXPECT_NE(broken.text.find(microphone.pcm()), std::string::npos) << broken.text;
    const auto unknown = check_gain(microphone.pcm(), {});
    EXPECT_EQ(unknown.verdict, warn) << "it has controls, and what they say is not known";
    EXPECT_NE(unknown.text.find("cannot be reached"), std::string::npos) << unknown.text;
}

TEST(DoctorsFolder, IsNoGoWhereItIsMissing) {
    const TemporaryFolder folder;
    EXPECT_NE(check_folder(folder.path()).verdict, no_go);
    EXPECT_EQ(check_folder(folder.path() / "gone").verdict, no_go);
}

TEST(DoctorsSpace, IsNoGoBelowKeepFree) {
    const TemporaryFolder folder;
    EXPECT_NE(check_space(folder.path(), 0, stereo).verdict, no_go);
    EXPECT_EQ(check_space(folder.path(), std::uint64_t{1} << 60, stereo).verdict, no_go);
}

TEST(DoctorsCard, IsWrittenToAndLeftAsItWas) {
    const TemporaryFolder folder;
    std::size_t looks = 0, files = 0;
    const CardTimes times = write_to_card(folder.path(), stereo, 1s, [&](double) {
        ++looks;
        for ([[maybe_unused]] const auto& file : fs::directory_iterator(folder.path())) ++files;
        return true;
    });
    EXPECT_EQ(looks, 1u);
    EXPECT_EQ(files, 1u);
    EXPECT_EQ(std::accumulate(times.counts.begin(), times.counts.end(), 0u), 1u);
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(DoctorsCard, NeverRemovesAFileThatIsNotItsOwn) {
    const TemporaryFolder folder;
    const fs::path name = folder.path() / (".redstart-doctor-" + std::to_string(::getpid()));
    std::ofstream(name) << "theirs";
    EXPECT_THROW(write_to_card(folder.path(), stereo, 1s, [](double) { return true; }), Error);
    EXPECT_EQ(fs::file_size(name), 6u);
    fs::remove(name);
    write_to_card(folder.path(), stereo, 1s, [&](double) {
        fs::rename(name, folder.path() / "moved");
        std::ofstream(name) << "theirs";
        return true;
    });
    EXPECT_EQ(fs::file_size(name), 6u);
}

TEST(DoctorsCard, IsNoGoWhereThreeTimesItsSlowestWriteIsMoreThanTheStall) {
    CardTimes times;
    times.add(8s);
    EXPECT_EQ(check_card(times, 25s).verdict, ok);
    times.add(9s);
    const auto result = check_card(times, 25s);
    EXPECT_EQ(result.verdict, no_go);
    EXPECT_NE(result.value.find("2 below 10 s"), std::string::npos) << result.value;
}

TEST(DoctorsTake, IsVerified) {
    const TemporaryFolder folder;
    EXPECT_EQ(check_last_take(folder.path()).verdict, not_here);
    std::ofstream(folder.path() / "a.wav") << "no sound";
    EXPECT_EQ(check_last_take(folder.path()).verdict, warn);
}

TEST(DoctorsButton, WarnsWhereItIsPressedByNobodyIsNeverPressedOrBounces) {
    EXPECT_EQ(judge_button("GPIO17", {}).verdict, ok);
    EXPECT_EQ(judge_button("GPIO17", {true, 0, 0, false}).verdict, warn);
    EXPECT_EQ(judge_button("GPIO17", {false, 0, 0, true}).verdict, warn);
    EXPECT_EQ(judge_button("GPIO17", {false, 3, 9, true}).verdict, ok);
    EXPECT_EQ(judge_button("GPIO17", {false, 1, 90, true}).verdict, warn);
    EXPECT_EQ(check_button({}, {}).verdict, not_here);
}

TEST(DoctorsLed, IsNotHereWithoutOneAndIsNotWellWhereItsLineCannotBeHad) {
    EXPECT_EQ(check_led({}, [] { return true; }).verdict, not_here);
    LedConfig led;
    led.line = "gpiochip0:9999";
    EXPECT_NE(check_led(led, [] { return true; }).verdict, ok);
}

/// A machine's files, made by the test.
struct DoctorsMachine : testing::Test {
    TemporaryFolder root;

    void has(const std::string& file, const std::string& text) const {
        fs::create_directories((root.path() / file).parent_path());
        std::ofstream(root.path() / file) << text << '\n';
    }
};

TEST_F(DoctorsMachine, TellsOfUnderVoltage) {
    EXPECT_EQ(check_power(root.path()).verdict, not_here);
    has("sys/class/hwmon/hwmon0/name", "cpu_thermal");
    has("sys/class/hwmon/hwmon1/name", "rpi_volt");
    has("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0");
    EXPECT_EQ(check_power(root.path()).verdict, ok);
    has("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1");
    EXPECT_EQ(check_power(root.path()).verdict, warn);
    has("sys/devices/platform/soc/soc:firmware/get_throttled", "0");
    EXPECT_EQ(check_power(root.path()).verdict, ok);
    has("sys/devices/platform/soc/soc:firmware/get_throttled", "50000");
    EXPECT_EQ(check_power(root.path()).verdict, warn);
}

TEST_F(DoctorsMachine, TellsOfHeat) {
    EXPECT_EQ(check_temperature(root.path()).verdict, not_here);
    has("sys/class/thermal/thermal_zone0/temp", "48312");
    EXPECT_EQ(check_temperature(root.path()).value, "48.3 degrees C");
    has("sys/class/thermal/thermal_zone0/temp", "81000");
    EXPECT_EQ(check_temperature(root.path()).verdict, warn);
}

TEST_F(DoctorsMachine, TellsOfAClockThatIsNotSetOrWillNotStay) {
    EXPECT_EQ(check_clock({false, false}, root.path()).verdict, warn);
    EXPECT_EQ(check_clock({true, false}, root.path()).verdict, warn);
    EXPECT_EQ(check_clock({true, true}, root.path()).verdict, ok);
    has("sys/class/rtc/rtc0/name", "rtc");
    EXPECT_EQ(check_clock({true, false}, root.path()).verdict, ok);
}

TEST_F(DoctorsMachine, TellsOfAServiceThatDoesNotBeginAtBootAndOfTheWatchdog) {
    EXPECT_EQ(check_service(root.path()).verdict, not_here);
    has("run/systemd/system/x", "");
    EXPECT_EQ(check_service(root.path()).verdict, not_here);
    has("lib/systemd/system/redstart.service", "");
    EXPECT_EQ(check_service(root.path()).verdict, warn);
    has("etc/systemd/system/multi-user.target.wants/redstart.service", "");
    EXPECT_EQ(check_service(root.path()).verdict, ok);
    EXPECT_EQ(check_watchdog(root.path()).verdict, not_here);
    has("sys/class/watchdog/watchdog0/state", "inactive");
    EXPECT_EQ(check_watchdog(root.path()).verdict, warn);
    has("sys/class/watchdog/watchdog0/state", "active");
    EXPECT_EQ(check_watchdog(root.path()).verdict, ok);
}

/// Root may do both, whatever the limits: so another user asks, in a process of its own.
TEST(DoctorsRights, WarnWhereSoundIsNotScheduledFirst) {
    const auto ask = [] {
        const rlimit none{0, 0};
        ::setrlimit(RLIMIT_RTPRIO, &none);
        if (::getuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
        ::_exit(check_realtime(4096).verdict == warn ? 0 : 1);
    };
    EXPECT_EXIT(ask(), testing::ExitedWithCode(0), "");
}

} // namespace
} // namespace redstart
