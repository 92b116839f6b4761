// Errors that a program can decide by, threads that all ask at once, and what a dead program left.
#include "library/own_source.hpp"
#include "simulated/simulated_microphone.hpp"

#include <redstart/left_overs.hpp>
#include <redstart/wav_reader.hpp>
#include <redstart/wav_writer.hpp>

#include <atomic>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace redstart {
namespace {

class RecorderErrors : public OwnSourceTest {};

TEST_F(RecorderErrors, AnErrorHasTheKindThatAProgramDecidesBy) {
    const auto kind = [](const std::function<void()>& call) {
        try {
            call();
        } catch (const Error& error) {
            return error.kind();
        }
        return Error::Kind::other;
    };
    std::ofstream(file("there.wav")) << "precious";
    Recorder recorder(source(), options());
    EXPECT_EQ(kind([&] { recorder.stop(); }), Error::Kind::state);
    EXPECT_EQ(kind([&] { recorder.split(); }), Error::Kind::state);
    device_.deliver(4800);
    EXPECT_EQ(kind([&] { start(recorder, file("there.wav")); }), Error::Kind::exists);
    start(recorder, file("take.wav"));
    EXPECT_EQ(kind([&] { recorder.start(file("other.wav")); }), Error::Kind::state);
    EXPECT_EQ(kind([&] { WavReader(file("there.wav")); }), Error::Kind::format);
}

TEST_F(RecorderErrors, WhatAProgramThatDiedHasLeftBehindIsCompleted) {
    const AudioFormat format{8000, 1, SampleFormat::s16_le};
    const pid_t child = ::fork();
    if (child == 0) {
        WavWriter writer(file("left.wav"), format);
        writer.write(std::vector<std::byte>(8000));
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(std::filesystem::exists(file("left.wav.part")));
    const auto found = complete_left_overs(folder_.path());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].what, LeftOver::What::completed);
    EXPECT_EQ(found[0].file, file("left.wav"));
    EXPECT_EQ(WavReader(file("left.wav")).frames(), 4000);
    EXPECT_TRUE(complete_left_overs(folder_.path()).empty());
}

/// Starts, stops and asks all that there is, until the others have had enough.
void use(Recorder& recorder, const TemporaryFolder& folder, std::atomic<int>& takes,
         std::atomic<int>& names) {
    while (takes < 20) {
        try {
            recorder.start(folder / (std::to_string(names++) + ".wav"));
            recorder.mark("x");
            recorder.split();
            EXPECT_EQ(recorder.stop().lost, 0);
            ++takes;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::state) << error.what();
        }
        recorder.frames(), recorder.duration(), recorder.frames_lost(), recorder.gaps();
        recorder.levels_dbfs(), recorder.rms_dbfs(), recorder.is_recording();
        recorder.fault(), recorder.remarks(), recorder.format(), recorder.take_position();
        recorder.callback_error();
    }
}

TEST(RecorderThreads, EightAtEveryMethodSpoilNoTake) {
    const TemporaryFolder folder;
    const SimulatedMicrophone microphone;
    std::atomic<int> takes{0}, names{0}, events{0};
    std::atomic<Frames> heard{0};
    {
        Recorder recorder({.device = microphone.pcm(),
                           .format = SampleFormat::s32_le,
                           .exact = true,
                           .listener = [&](auto, Frames, Frames position) { heard = position; },
                           .on_event = [&](const RecorderEvent&) { ++events; }});
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] { use(recorder, folder, takes, names); });
        for (std::thread& thread : threads) thread.join();
    }
    EXPECT_GE(events, 2 * takes);
    EXPECT_GT(heard, 0);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        EXPECT_EQ(entry.path().extension(), ".wav");
        EXPECT_EQ(Heard(entry.path()).fault(), "") << entry.path();
    }
}

} // namespace
} // namespace redstart
