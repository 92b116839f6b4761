// The DuplexStream between a microphone whose frames carry their numbers and a loudspeaker that
// keeps them.
#include "library/heard.hpp"
#include "simulated/simulated_microphone.hpp"

#include <redstart/duplex_stream.hpp>

#include <fstream>
#include <future>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using Block = DuplexStream::Block;

class DuplexStreamTest : public testing::Test {
protected:
    DuplexOptions options() const {
        DuplexOptions result;
        result.input = microphone_.pcm();
        result.output = "loudspeaker:FILE=" + file_.string();
        result.format = SampleFormat::s32_le;
        return result;
    }
    std::vector<std::byte> heard() const {
        std::vector<std::byte> bytes(std::filesystem::file_size(file_));
        std::ifstream(file_, std::ios::binary)
            .read(reinterpret_cast<char*>(bytes.data()), std::ssize(bytes));
        return bytes;
    }
    static bool copy(const Block& block) {
        std::copy(block.in.begin(), block.in.end(), block.out.begin());
        return true;
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "heard";
    SimulatedMicrophone microphone_;
};

/// Where the machine was too busy the sound broke off, and the test begins anew.
TEST_F(DuplexStreamTest, EveryFrameSoundsInOrderBehindTheSilenceThatWasAskedFor) {
    for (int i = 0; i < 20; ++i) {
        std::filesystem::remove(file_);
        int blocks = 0;
        DuplexStream stream(options(), [&](const Block& block) {
            EXPECT_EQ(block.in.size(), block.out.size());
            return copy(block) && ++blocks < 50;
        });
        stream.wait();
        EXPECT_FALSE(stream.is_active());
        if (stream.underruns() > 0) continue;
        const AudioFormat format = stream.output_format();
        const auto sound = heard();
        const auto rest = std::span(sound).subspan(format.bytes(4 * 256));
        EXPECT_EQ(std::count(sound.begin(), sound.begin() + std::ssize(sound) - std::ssize(rest),
                             std::byte{}),
                  std::ssize(sound) - std::ssize(rest));
        EXPECT_EQ(format.frames_in(rest.size()), 50 * 256);
        EXPECT_EQ(counter_fault(rest, format), "");
        return;
    }
    GTEST_SKIP() << "this machine is too busy for 21 ms";
}

/// Of 8 bits 0 is no silence but the deepest value; in the loudspeaker's own format it would be
/// loud.
TEST_F(DuplexStreamTest, WhatTheCallbackLeavesAloneIsSilentIn8BitsToo) {
    DuplexOptions wish = options();
    wish.input = "plug:'" + wish.input + "'";
    wish.output = "plug:'" + wish.output + "'";
    wish.format = SampleFormat::u8;
    int blocks = 0;
    DuplexStream stream(wish, [&](const Block&) { return ++blocks < 20; });
    stream.wait();
    const auto sound = heard();
    EXPECT_GT(sound.size(), 0u);
    EXPECT_EQ(std::ranges::count(sound, std::byte{}), std::ssize(sound));
}

TEST_F(DuplexStreamTest, HasTheLatencyThatWasAskedFor) {
    for (const auto asked : {10666666ns, 21333333ns, 100'000'000ns}) {
        DuplexOptions wish = options();
        wish.latency = asked;
        auto nearest = std::chrono::nanoseconds(1h);
        int blocks = 0;
        DuplexStream stream(wish, [&](const Block& block) {
            const std::chrono::nanoseconds off = block.sounds - block.captured - asked;
            nearest = std::min(nearest, off < 0ns ? -off : off);
            return ++blocks < 500 && nearest > 2ms;
        });
        stream.wait();
        EXPECT_LE(nearest, 2ms) << asked.count();
    }
}

TEST_F(DuplexStreamTest, TwoChunksAreTheLeast) {
    DuplexOptions wish = options();
    wish.latency = 1ms;
    std::promise<void> go;
    const auto going = go.get_future().share();
    DuplexStream stream(wish, [&](const Block&) {
        going.wait();
        return false;
    });
    EXPECT_EQ(stream.input_format(), (AudioFormat{48000, 2, SampleFormat::s32_le}));
    go.set_value();
    stream.wait();
    EXPECT_GE(stream.latency(), stream.input_format().duration(512) - 1ms);
}

TEST_F(DuplexStreamTest, TellsWhatCameTooLateAndGoesOn) {
    int blocks = 0;
    unsigned told = 0;
    DuplexStream stream(options(), [&](const Block& block) {
        told += block.underruns;
        const TimePoint late = Clock::now() + 100ms;
        if (++blocks == 10) wait_until([&] { return Clock::now() > late; });
        return told == 0 || blocks < 20;
    });
    stream.wait();
    EXPECT_GE(told, 1u);
    EXPECT_GE(stream.underruns(), told);
}

TEST_F(DuplexStreamTest, TellsWhatTheMicrophoneLost) {
    Frames lost = 0;
    int blocks = 0;
    DuplexStream stream(options(), [&](const Block& block) {
        if (++blocks == 10) microphone_.overrun();
        lost += block.lost;
        return copy(block) && lost == 0;
    });
    stream.wait();
    EXPECT_GT(lost, 0);
}

TEST_F(DuplexStreamTest, StartsAgainAndPauses) {
    std::atomic<int> blocks{0};
    DuplexStream stream(options(), [&](const Block& block) {
        ++blocks;
        return copy(block);
    });
    for (int i = 0; i < 3; ++i) {
        const int before = blocks;
        wait_until([&] { return blocks > before + 3; });
        EXPECT_TRUE(stream.is_active());
        if (i % 2 == 0)
            stream.pause();
        else
            stream.stop();
        EXPECT_FALSE(stream.is_active());
        stream.start();
    }
    stream.pause();
    stream.stop();
    const int all = blocks;
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(blocks, all);
}

TEST_F(DuplexStreamTest, TellsItsEndAndThrowsItOutOfWait) {
    DuplexOptions wish = options();
    std::promise<bool> told;
    wish.on_end = [&](const std::exception_ptr& end) { told.set_value(end != nullptr); };
    DuplexStream stream(wish, [](const Block&) -> bool { throw std::out_of_range("enough"); });
    EXPECT_TRUE(told.get_future().get());
    EXPECT_THROW(stream.wait(), std::out_of_range);
    EXPECT_THROW(stream.stop(), std::out_of_range);
}

TEST_F(DuplexStreamTest, RefusesEveryOrderInTheCallback) {
    std::promise<DuplexStream*> made;
    auto known = made.get_future().share();
    int refusals = 0;
    DuplexStream stream(options(), [&](const Block&) {
        DuplexStream& self = *known.get();
        for (auto order :
             {&DuplexStream::start, &DuplexStream::stop, &DuplexStream::pause, &DuplexStream::wait})
            if (!error_of([&] { (self.*order)(); }).empty()) ++refusals;
        return false;
    });
    made.set_value(&stream);
    stream.wait();
    EXPECT_EQ(refusals, 4);
}

TEST_F(DuplexStreamTest, AVanishedMicrophoneEndsItUntilItIsBack) {
    std::atomic<int> blocks{0};
    DuplexStream stream(options(), [&](const Block&) { return ++blocks < 1000; });
    microphone_.vanish();
    EXPECT_NE(error_of([&] { stream.wait(); }).find(": no such device"), std::string::npos);
    EXPECT_NE(error_of([&] { stream.start(); }), "") << "it is still away";
    EXPECT_FALSE(stream.is_active());
    microphone_.come_back();
    stream.start();
    const int before = blocks;
    wait_until([&] { return blocks > before; });
    stream.stop();
}

TEST_F(DuplexStreamTest, LeavesOutWhatASlowerLoudspeakerHasNoRoomFor) {
    microphone_.drift(90'000); // 9 % fast: three chunks in 33
    Frames dropped = 0;
    int blocks = 0;
    DuplexStream stream(options(), [&](const Block& block) {
        dropped += block.dropped;
        return copy(block) && dropped == 0 && ++blocks < 2000;
    });
    stream.wait();
    EXPECT_EQ(dropped, 256);
}

/// A stamp may be late on a busy machine, which a large drift outdoes.
TEST_F(DuplexStreamTest, TellsTheDriftOfTwoClocksAfterTenSeconds) {
    microphone_.drift(90'000);
    std::atomic<DuplexStream*> self{nullptr};
    DuplexStream stream(options(), [&](const Block& block) {
        return copy(block) && (self == nullptr || !self.load()->drift_ppm());
    });
    EXPECT_FALSE(stream.is_linked());
    EXPECT_FALSE(stream.drift_ppm());
    self = &stream;
    stream.wait();
    ASSERT_TRUE(stream.drift_ppm());
    EXPECT_NEAR(*stream.drift_ppm(), 90'000, 45'000);
}

TEST_F(DuplexStreamTest, GivesTheLoudspeakerAsManyChannelsAsTheMicrophone) {
    DuplexOptions wish = options();
    wish.input_channels = 3;
    const DuplexStream stream(wish, copy);
    EXPECT_EQ(stream.input_format().channels, 3u);
    EXPECT_EQ(stream.output_format().channels, 3u);
    EXPECT_TRUE(stream.remarks().empty());
}

TEST_F(DuplexStreamTest, RefusesOptionsBeforeADeviceIsOpened) {
    using Set = std::function<void(DuplexOptions&)>;
    const auto refusal = [](const Set& set) {
        DuplexOptions wish;
        wish.input = wish.output = "gone";
        set(wish);
        return error_of([&] { DuplexStream(wish, copy); });
    };
    EXPECT_EQ(refusal([](auto& o) { o.output = ""; }), "device: no name; devices() lists them");
    EXPECT_EQ(refusal([](auto& o) { o.rate = 7999; }), "rate: 7999; 8000 to 384000");
    EXPECT_EQ(refusal([](auto& o) { o.input_channels = 33; }), "channels: 33; 1 to 32");
    EXPECT_EQ(refusal([](auto& o) { o.output_channels = 33; }), "channels: 33; 1 to 32");
    EXPECT_EQ(refusal([](auto& o) { o.chunk_frames = 15; }), "chunk_frames: 15; 16 to 65536");
    EXPECT_EQ(refusal([](auto& o) { o.latency = 2s; }), "latency: out of range; 1 ms to 1.0 s");
    EXPECT_EQ(refusal([](auto&) {}), "gone: no such device; redstart devices lists them");
}

} // namespace
} // namespace redstart
