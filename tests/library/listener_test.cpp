// A listener hears the microphone beside the takes, late or not, and never harms one.
#include "library/own_source.hpp"
#include "simulated/simulated_microphone.hpp"

#include <atomic>
#include <future>
#include <mutex>

namespace redstart {
namespace {

using namespace std::chrono_literals;

TEST(Listener, HearsEveryFrameInTakesAndBetweenThem) {
    const TemporaryFolder folder;
    const SimulatedMicrophone microphone;
    std::atomic<Frames> next{0};
    Recorder recorder({.device = microphone.pcm(),
                       .format = SampleFormat::s32_le,
                       .exact = true,
                       .listener = [&](auto frames, Frames lost, Frames position) {
                           const AudioFormat format{48'000, 2, SampleFormat::s32_le};
                           EXPECT_EQ(lost, 0);
                           EXPECT_EQ(position, next);
                           EXPECT_EQ(counter_fault(frames, format, position), "");
                           EXPECT_LE(frames.size(), format.bytes(1024));
                           next = position + format.frames_in(frames.size());
                       }});
    wait_until([&] { return next > 10'000; });
    recorder.start(folder / "take.wav");
    const Frames begin = recorder.take_position().value();
    wait_until([&] { return next > begin + 20'000; });
    const FinishedTake take = recorder.stop();
    EXPECT_EQ(Heard(take.file).first(), begin);
    EXPECT_FALSE(recorder.take_position());
    wait_until([&] { return next > begin + take.frames + 10'000; });
    EXPECT_EQ(recorder.callback_error(), nullptr);
}

class OwnListener : public OwnSourceTest {};

TEST_F(OwnListener, ThatIsLateLosesSoundAndIsToldHowMuchAndTheTakeLosesNone) {
    std::promise<void> gate;
    const auto opened = gate.get_future().share();
    std::atomic<Frames> heard{0}, lost_in_all{0}, end{0};
    RecorderOptions late = options();
    late.listener = [&](std::span<const std::byte> frames, Frames lost, Frames position) {
        opened.wait();
        const Frames count = device_.format.frames_in(frames.size());
        heard += count;
        lost_in_all += lost;
        end = position + count;
    };
    Recorder recorder(source(), late);
    start(recorder, file("take.wav"));
    for (int i = 0; i < 8; ++i) {
        device_.deliver(48'000);
        const Frames all = delivered();
        wait_until([&] { return recorder.frames() + *recorder.take_position() >= all; });
    }
    const FinishedTake take = recorder.stop();
    EXPECT_EQ(take.lost, 0);
    EXPECT_EQ(Heard(take.file).fault(), "");
    gate.set_value();
    wait_until([&] { return heard >= 5 * 48'000; });
    device_.deliver(48'000);
    wait_until([&] { return end == delivered(); });
    EXPECT_GT(lost_in_all, 0);
    EXPECT_EQ(heard + lost_in_all, end);
}

TEST_F(OwnListener, MayBeginAndEndTakes) {
    std::atomic<Recorder*> recorder{nullptr};
    std::promise<FinishedTake> done;
    bool is_done = false;
    RecorderOptions by_itself = options();
    by_itself.listener = [&](auto, Frames, Frames position) {
        if (!recorder || is_done) return;
        if (!recorder.load()->is_recording() && position >= 4800)
            recorder.load()->start(file("take.wav"));
        else if (position >= 48'000) {
            is_done = true;
            done.set_value(recorder.load()->stop());
        }
    };
    Recorder made(source(), by_itself);
    recorder = &made;
    auto result = done.get_future();
    while (result.wait_for(10ms) != std::future_status::ready) device_.deliver(960);
    EXPECT_GT(Heard(result.get().file).frames, 0);
}

TEST_F(OwnListener, WhatItThrowsEndsItsCallsAndNotTheTake) {
    std::atomic<int> calls{0};
    std::promise<std::string> warned;
    RecorderOptions throwing = options();
    throwing.listener = [&](auto, Frames, Frames) {
        ++calls;
        throw std::out_of_range("enough");
    };
    throwing.on_event = [&](const RecorderEvent& event) {
        if (event.text.find("listener") != event.text.npos) warned.set_value(event.text);
    };
    Recorder recorder(source(), throwing);
    device_.deliver(10'000);
    EXPECT_EQ(warned.get_future().get(), "source: the listener threw and is not called any more");
    EXPECT_THROW(std::rethrow_exception(recorder.callback_error()), std::out_of_range);
    start(recorder, file("take.wav"));
    device_.deliver(50'000);
    wait_until([&] { return recorder.frames() >= 40'000; });
    EXPECT_EQ(recorder.stop().lost, 0);
    EXPECT_EQ(calls, 1);
}

} // namespace
} // namespace redstart
