// The Recorder against simulated microphones whose frames carry their own numbers.
#include "library/heard.hpp"
#include "simulated/simulated_microphone.hpp"

#include <redstart/recorder.hpp>

#include <csignal>
#include <fstream>
#include <future>
#include <sys/resource.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

class RecorderTest : public testing::Test {
protected:
    static RecorderOptions options(const SimulatedMicrophone& microphone) {
        return {.device = microphone.pcm(),
                .format = SampleFormat::s32_le,
                .exact = true,
                .ring = 6s,
                .sync_every = 50ms};
    }
    std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }

    static FinishedTake record(Recorder& recorder, const std::filesystem::path& name,
                               Frames at_least) {
        recorder.start(name);
        wait_until([&] { return recorder.frames() >= at_least; });
        return recorder.stop();
    }

    static void expect_whole(const FinishedTake& take) {
        const Heard heard(take.file);
        EXPECT_EQ(heard.frames, take.frames);
        EXPECT_EQ(take.lost, 0);
        EXPECT_EQ(heard.fault(), "");
    }

    TemporaryFolder folder_;
    SimulatedMicrophone microphone_;
};

TEST_F(RecorderTest, KeepsEveryFrameOverTwoTakesOfOneOpenDevice) {
    Recorder recorder(options(microphone_));
    const FinishedTake first = record(recorder, file("1.wav"), 20'000);
    const FinishedTake second = record(recorder, file("2.wav"), 20'000);
    EXPECT_EQ(first.file, file("1.wav"));
    expect_whole(first);
    expect_whole(second);
    EXPECT_GE(Heard(second.file).first(), Heard(first.file).end());
    EXPECT_EQ(microphone_.opens(), 1u);
}

TEST_F(RecorderTest, TheFirstFramesAreOnTheCardWhenStartReturns) {
    Recorder recorder(options(microphone_));
    EXPECT_FALSE(recorder.is_recording());
    recorder.start(file("take.wav"));
    EXPECT_GT(Heard(file("take.wav.part")).frames, 0);
    EXPECT_TRUE(recorder.is_recording());
    EXPECT_EQ(recorder.stop().file, file("take.wav"));
    EXPECT_FALSE(recorder.is_recording());
    EXPECT_FALSE(std::filesystem::exists(file("take.wav.part")));
}

TEST_F(RecorderTest, StopKeepsAllThatTheDeviceHasDelivered) {
    Recorder recorder(options(microphone_));
    recorder.start(file("take.wav"));
    wait_until([&] { return microphone_.has_run_for(100ms); });
    const TimePoint asked = Clock::now();
    recorder.stop();
    const Frames delivered = recorder.format().frames(asked - microphone_.started_at());
    EXPECT_GE(Heard(file("take.wav")).end(), delivered - 1);
}

TEST_F(RecorderTest, ATakeOfKnownLengthEndsByItself) {
    Recorder recorder(options(microphone_));
    recorder.start(file("take.wav"), 250ms);
    const FinishedTake take = recorder.wait();
    EXPECT_EQ(take.frames, 12'000);
    expect_whole(take);
    EXPECT_EQ(recorder.duration(), 250ms);
}

TEST_F(RecorderTest, ATakeThatEndedByItselfIsToldOfByStop) {
    Recorder recorder(options(microphone_));
    recorder.start(file("take.wav"), 10ms);
    wait_until([&] { return std::filesystem::exists(file("take.wav")); });
    EXPECT_EQ(recorder.stop().frames, 480);
    EXPECT_EQ(error_of([&] { recorder.stop(); }),
              "take: none is being recorded; start() begins one");
}

TEST_F(RecorderTest, ThePreRollIsInFrontOfTheStart) {
    RecorderOptions with_pre_roll = options(microphone_);
    with_pre_roll.pre_roll = 500ms;
    Recorder recorder(with_pre_roll);
    const auto now = [&] {
        return recorder.format().frames(Clock::now() - microphone_.started_at());
    };
    wait_until([&] { return microphone_.frames_delivered() >= 48'000; });
    const Frames before = now();
    recorder.start(file("take.wav"));
    const Frames after = now();
    const FinishedTake take = recorder.stop();
    expect_whole(take);
    constexpr Frames pre_roll = 24'000, clock_error = 2400;
    EXPECT_GE(Heard(take.file).first(), before - pre_roll - clock_error);
    EXPECT_LE(Heard(take.file).first(), after - pre_roll + clock_error);
}

TEST_F(RecorderTest, TwoRecordersRunSideBySide) {
    const SimulatedMicrophone other;
    Recorder left(options(microphone_)), right(options(other));
    left.start(file("left.wav"), 300ms);
    right.start(file("right.wav"), 300ms);
    expect_whole(left.wait());
    expect_whole(right.wait());
}

TEST_F(RecorderTest, AnyThreadMayAskAndGiveOrders) {
    Recorder recorder(options(microphone_));
    std::atomic<bool> done{false};
    const auto ask = [&] {
        while (!done) {
            EXPECT_GE(recorder.frames(), 0);
            EXPECT_EQ(recorder.frames_lost(), 0);
            EXPECT_EQ(recorder.levels_dbfs().size(), 2u);
            EXPECT_EQ(recorder.fault(), "");
            EXPECT_EQ(recorder.format().rate, 48'000u);
            std::this_thread::yield();
        }
    };
    std::thread one(ask), two(ask);
    for (int i = 0; i < 5; ++i) {
        recorder.start(file(std::to_string(i)));
        auto other = std::async(std::launch::async, [&] { return recorder.wait(); });
        auto stopped = std::async(std::launch::async, [&] { return recorder.stop(); });
        expect_whole(stopped.get());
        try {
            EXPECT_EQ(other.get().file, file(std::to_string(i)));
        } catch (const Error& error) { // stop() was quicker, and the result is given once
            EXPECT_STREQ(error.what(), "take: none is being recorded; start() begins one");
        }
    }
    done = true;
    one.join();
    two.join();
}

TEST_F(RecorderTest, ADeviceThatVanishesEndsTheTakeAndIsOpenedAgain) {
    Recorder recorder(options(microphone_));
    recorder.start(file("1.wav"));
    wait_until([&] { return recorder.frames() >= 10'000; });
    microphone_.vanish();
    const std::string cause = microphone_.pcm() + ": no such device; redstart devices lists them";
    try {
        recorder.wait();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const CutShort& error) {
        EXPECT_EQ(error.what(), cause);
        EXPECT_EQ(error.code(), std::errc::no_such_device);
        EXPECT_GE(error.take().frames, 10'000);
        expect_whole(error.take());
    }
    EXPECT_EQ(recorder.fault(), cause);
    EXPECT_EQ(error_of([&] { recorder.start(file("2.wav")); }), cause);
    microphone_.come_back();
    expect_whole(record(recorder, file("3.wav"), 1000));
    EXPECT_EQ(recorder.fault(), "");
}

TEST_F(RecorderTest, ALossIsCountedAndKeepsItsPlace) {
    Recorder recorder(options(microphone_));
    recorder.start(file("take.wav"));
    wait_until([&] { return recorder.frames() >= 10'000; });
    microphone_.overrun();
    wait_until([&] { return recorder.frames_lost() > 0; });
    const FinishedTake take = recorder.stop();
    EXPECT_GT(take.lost, 0);
    EXPECT_EQ(Heard(take.file).frames, take.frames);
}

TEST_F(RecorderTest, OneTakeAtATime) {
    Recorder recorder(options(microphone_));
    recorder.start(file("1.wav"));
    EXPECT_EQ(error_of([&] { recorder.start(file("2.wav")); }),
              file("2.wav").string() + ": another take is under way; stop() ends it");
    expect_whole(recorder.stop());
}

TEST_F(RecorderTest, NeverOverwritesAFile) {
    std::ofstream(file("take.wav")) << "precious";
    Recorder recorder(options(microphone_));
    EXPECT_NE(error_of([&] { recorder.start(file("take.wav")); }).find("File exists"),
              std::string::npos);
    EXPECT_EQ(std::filesystem::file_size(file("take.wav")), 8u);
    expect_whole(record(recorder, file("other.wav"), 1000));
}

TEST_F(RecorderTest, FinishesAnOpenTakeWhenItGoes) {
    {
        Recorder recorder(options(microphone_));
        recorder.start(file("take.wav"));
    }
    EXPECT_GT(Heard(file("take.wav")).frames, 0);
}

TEST_F(RecorderTest, HoldsASourceBackThatIsNotLive) {
    const SimulatedMicrophone unpaced("counter", SimulatedMicrophone::Pace::as_fast_as_read);
    RecorderOptions patient = options(unpaced);
    patient.no_drop = true;
    Recorder recorder(patient);
    for (const char* name : {"1.wav", "2.wav"}) {
        recorder.start(file(name), 20s);
        const FinishedTake take = recorder.wait();
        EXPECT_EQ(take.frames, 20 * 48'000);
        EXPECT_EQ(Heard(take.file).first(), 0);
        expect_whole(take);
    }
}

TEST_F(RecorderTest, SaysWhatDeviceThereIsNot) {
    EXPECT_EQ(error_of([] { Recorder({.device = "gone"}); }),
              "gone: no such device; redstart devices lists them");
}

/// setrlimit(2) ends a file as FAT does at 4 GiB: EFBIG.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::fflush(stdout);
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

TEST_F(RecorderTest, GoesOnInTheNextFileWhereAFileMayNotGrow) {
    const SimulatedMicrophone unpaced("counter", SimulatedMicrophone::Pace::as_fast_as_read);
    RecorderOptions patient = options(unpaced);
    patient.no_drop = true;
    const FileSizeLimit limit(1'000'000);
    Recorder recorder(patient);
    recorder.start(file("take.wav"), 5s); // 1.92 MB
    const FinishedTake take = recorder.wait();
    EXPECT_EQ(take.frames, 5 * 48'000);
    EXPECT_EQ(take.file, file("take.wav"));
    ASSERT_EQ(take.further_files, std::vector{file("take_002.wav")});
    const Heard first(take.file), second(take.further_files.front());
    EXPECT_EQ(first.frames + second.frames, take.frames);
    EXPECT_EQ(first.fault() + second.fault(), "");
    EXPECT_EQ(second.first(), first.end());
    EXPECT_EQ(recorder.fault(), "");
}

TEST_F(RecorderTest, EndsWhereTheNextFileIsThereAlready) {
    const SimulatedMicrophone unpaced("counter", SimulatedMicrophone::Pace::as_fast_as_read);
    RecorderOptions patient = options(unpaced);
    patient.no_drop = true;
    std::ofstream(file("take_002.wav")) << "precious";
    const FileSizeLimit limit(1'000'000);
    Recorder recorder(patient);
    try {
        recorder.start(file("take.wav"), 5s); // so fast a source may be at its end within this
        recorder.wait();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const CutShort& error) {
        EXPECT_EQ(error.code(), std::errc::file_exists);
        EXPECT_EQ(error.take().file, file("take.wav"));
        EXPECT_GT(error.take().frames, 0);
    }
    EXPECT_EQ(std::filesystem::file_size(file("take_002.wav")), 8u);
}

TEST_F(RecorderTest, RecordsTheDevicesOwnAndRefusesWhatIsNamedAndNotMet) {
    const Recorder own({.device = "picky"});
    EXPECT_EQ(own.format().rate, 44'100u);
    EXPECT_TRUE(own.remarks().empty());
    EXPECT_EQ(Recorder({.device = "picky", .rate = 44'100}).format().rate, 44'100u);
    try {
        Recorder({.device = "picky", .rate = 48'000});
        ADD_FAILURE() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::format);
        EXPECT_STREQ(error.what(), "picky: 48000 Hz refused; it has 44100");
    }
}

} // namespace
} // namespace redstart
