// Live sound from a socket like the recorder's to those that listen.
#include "web/live_sound.hpp"

#include "control/address.hpp"
#include "event/timer.hpp"
#include "web/take_making.hpp"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <sys/socket.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using State = LiveSound::Listener::State;

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};

/// What a listener got, block by block.
struct Heard {
    bool accept(std::span<const std::byte> block) {
        if (is_full) return false;
        positions.push_back(load<std::uint64_t>(block, 0));
        lost.push_back(load<std::uint32_t>(block, 12));
        const auto frames = block.subspan(LiveStream::head_bytes);
        EXPECT_EQ(frames.size() % load<std::uint32_t>(block, 8), 0U);
        bytes.insert(bytes.end(), frames.begin(), frames.end());
        return true;
    }
    LiveStream::Sink sink() {
        return [this](std::span<const std::byte> block) { return accept(block); };
    }
    std::vector<std::uint64_t> positions;
    std::vector<std::uint32_t> lost;
    Bytes bytes;
    bool is_full = false;
};

TEST(LiveStream, RatesAreTheNearestAtOrAboveTheWantedOne) {
    struct Row {
        unsigned rate, wanted, sent;
    };
    for (const auto& [rate, wanted, sent] :
         {Row{48000, 0, 16000}, Row{48000, 16000, 16000}, Row{48000, 16001, 24000},
          Row{48000, 48000, 48000}, Row{48000, 96000, 48000}, Row{44100, 16000, 22050},
          Row{192000, 48000, 48000}, Row{192000, 40000, 48000}, Row{250000, 16000, 25000},
          Row{8000, 16000, 8000}})
        EXPECT_EQ(LiveStream({rate, 2, SampleFormat::s16_le}, wanted, 2).rate(), sent)
            << rate << " " << wanted;
}

TEST(LiveStream, OfOneChannelNoTwoAreMade) {
    EXPECT_EQ(LiveStream({48000, 1, SampleFormat::s16_le}, 48000, 2).channels(), 1U);
    EXPECT_EQ(LiveStream({48000, 8, SampleFormat::s16_le}, 48000, 2).channels(), 2U);
    EXPECT_EQ(LiveStream(stereo, 48000, 1).channels(), 1U);
}

TEST(LiveStream, AtTheFullRateEveryFrameIsSentAsItIs) {
    const Bytes sound = noise(stereo, 4000);
    LiveStream stream(stereo, 48000, 2);
    Heard heard;
    for (Frames at = 0; at < 4000; at += 400)
        stream.hear(1000 + at, std::span(sound).subspan(stereo.bytes(at), stereo.bytes(400)),
                    heard.sink());
    EXPECT_EQ(heard.bytes, sound);
    EXPECT_EQ(heard.positions.front(), 1000U);
    EXPECT_EQ(heard.positions.back(), 4600U);
}

TEST(LiveStream, IsTheSameSoundInWhateverPiecesItComes) {
    const AudioFormat fast{192000, 8, SampleFormat::s32_le};
    const Bytes sound = noise(fast, 20'000);
    Heard whole, pieces;
    LiveStream one(fast, 16000, 2), other(fast, 16000, 2);
    one.hear(7, sound, whole.sink());
    for (Frames at = 0; at < 20'000; at += 50)
        other.hear(7 + at, std::span(sound).subspan(fast.bytes(at), fast.bytes(50)), pieces.sink());
    EXPECT_EQ(pieces.bytes, whole.bytes);
    EXPECT_EQ(pieces.positions.front(), 1U); // frame 12 is the first that 12 divides
    EXPECT_EQ(std::ranges::count(pieces.lost, 0U), std::ssize(pieces.lost));
}

TEST(LiveStream, TellsWhatWasLostBeforeItAndWhatTheListenerHadNoRoomFor) {
    const Bytes sound = noise(stereo, 480);
    LiveStream stream(stereo, 24000, 1);
    Heard heard;
    stream.hear(0, sound, heard.sink());
    stream.hear(480, sound, heard.sink());
    stream.hear(4800, sound, heard.sink()); // the recorder lost some
    heard.is_full = true;
    stream.hear(5280, sound, heard.sink());
    stream.hear(5760, sound, heard.sink());
    heard.is_full = false;
    stream.hear(6240, sound, heard.sink());
    std::uint64_t sum = heard.bytes.size() / 2;
    for (const std::uint32_t lost : heard.lost) sum += lost;
    EXPECT_EQ(sum, (6240 + 480 - 64) / 2U); // its low-pass waits for the last 64
    EXPECT_EQ(heard.lost[1], 0U);
    EXPECT_GT(heard.lost[2], 1900U);
    EXPECT_EQ(heard.lost[3], 480U);
}

TEST(LiveStream, AStreamThatBeginsAnewHasLostNothing) {
    const Bytes sound = noise(stereo, 480);
    LiveStream stream(stereo, 48000, 2);
    Heard heard;
    stream.hear(96000, sound, heard.sink());
    stream.hear(0, sound, heard.sink());
    EXPECT_EQ(heard.positions, (std::vector<std::uint64_t>{96000, 0}));
    EXPECT_EQ(heard.lost, (std::vector<std::uint32_t>{0, 0}));
}

/// The recorder's side of the sound socket, all on the test's loop.
class LiveSoundTest : public testing::Test {
protected:
    LiveSoundTest() { serve(); }

    void serve() {
        const SocketAddress address(path_);
        server_ = UniqueFd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0));
        ASSERT_EQ(::bind(server_.get(), address.get(), address.size()), 0);
        ASSERT_EQ(::listen(server_.get(), 8), 0);
    }
    void stop_serving() {
        server_.reset();
        std::filesystem::remove(path_);
    }
    /// Runs the loop until it is so.
    bool comes(const std::function<bool()>& condition) {
        bool came = false;
        const TimePoint end = Clock::now() + 20s;
        Timer look(loop_, [&] {
            came = condition();
            if (came || Clock::now() > end) loop_.stop();
        });
        look.every(1ms);
        loop_.run();
        return came;
    }
    bool accept() {
        return comes([this] {
            client_ = UniqueFd(::accept4(server_.get(), nullptr, nullptr, SOCK_NONBLOCK));
            return bool(client_);
        });
    }
    bool nobody_else_connects() {
        return ::accept4(server_.get(), nullptr, nullptr, SOCK_NONBLOCK) < 0;
    }
    void send(std::span<const std::byte> packet) {
        ASSERT_TRUE(comes([&] {
            return ::send(client_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) ==
                   static_cast<ssize_t>(packet.size());
        }));
    }
    void send(const std::string& text) { send(std::as_bytes(std::span(text))); }
    void tell_format(unsigned rate = 48000) {
        send(R"({"rate":)" + std::to_string(rate) + R"(,"channels":2,"format":"S16_LE"})");
    }
    void send_sound(std::uint64_t first, std::span<const std::byte> frames) {
        Bytes packet(16);
        store(packet, 0, first);
        store(packet, 8, static_cast<std::uint32_t>(stereo.frames_in(frames.size())));
        send(joined(packet, frames));
    }
    std::unique_ptr<LiveSound::Listener> listen(Heard& heard, unsigned rate = 48000) {
        return sound_.listen(
            rate, 2, [] {}, heard.sink());
    }

    TemporaryFolder folder_;
    std::string path_ = folder_ / "sound.sock";
    EventLoop loop_;
    LiveSound sound_{loop_, path_};
    UniqueFd server_, client_;
};

TEST_F(LiveSoundTest, OneConnectionIsForAllThatListen) {
    Heard first, second;
    const auto one = listen(first), other = listen(second, 24000);
    ASSERT_TRUE(accept());
    tell_format();
    ASSERT_TRUE(comes([&] { return other->state() == State::on; }));
    EXPECT_EQ(one->rate(), 48000U);
    EXPECT_EQ(other->rate(), 24000U);
    const Bytes sound = noise(stereo, 480);
    send_sound(0, sound);
    EXPECT_TRUE(comes([&] { return first.bytes == sound && !second.bytes.empty(); }));
    EXPECT_TRUE(nobody_else_connects());
}

TEST_F(LiveSoundTest, AFifthListenerIsRefusedUntilOneGoes) {
    Heard heard;
    std::vector<std::unique_ptr<LiveSound::Listener>> all;
    for (int i = 0; i < 4; ++i) all.push_back(listen(heard));
    EXPECT_EQ(listen(heard), nullptr);
    all.pop_back();
    EXPECT_NE(listen(heard), nullptr);
}

TEST_F(LiveSoundTest, NobodyIsConnectedWhileNobodyListens) {
    EXPECT_TRUE(nobody_else_connects());
    Heard heard;
    auto one = listen(heard);
    ASSERT_TRUE(accept());
    one.reset();
    std::byte byte{};
    EXPECT_TRUE(comes([&] { return ::recv(client_.get(), &byte, 1, 0) == 0; })); // it hung up
}

TEST_F(LiveSoundTest, WhoComesLaterHearsAtOnce) {
    Heard first, second;
    const auto one = listen(first);
    ASSERT_TRUE(accept());
    tell_format();
    ASSERT_TRUE(comes([&] { return one->state() == State::on; }));
    const auto other = listen(second);
    EXPECT_EQ(other->state(), State::on);
    send_sound(480, noise(stereo, 480));
    EXPECT_TRUE(comes([&] { return !second.bytes.empty(); }));
}

TEST_F(LiveSoundTest, TheConnectionComesAgainByItself) {
    Heard heard;
    const auto one = listen(heard);
    ASSERT_TRUE(accept());
    tell_format();
    ASSERT_TRUE(comes([&] { return one->state() == State::on; }));
    client_.reset();
    ASSERT_TRUE(accept());
    tell_format();
    send_sound(0, noise(stereo, 480));
    EXPECT_TRUE(comes([&] { return !heard.bytes.empty(); }));
    EXPECT_EQ(one->state(), State::on);
    client_.reset(); // the whole recorder goes, and comes again
    stop_serving();
    serve();
    ASSERT_TRUE(accept());
    tell_format();
    const std::size_t before = heard.bytes.size();
    send_sound(0, noise(stereo, 480));
    EXPECT_TRUE(comes([&] { return heard.bytes.size() > before; }));
}

TEST_F(LiveSoundTest, AnotherFormatEndsWhoListens) {
    Heard heard;
    const auto one = listen(heard);
    ASSERT_TRUE(accept());
    tell_format();
    ASSERT_TRUE(comes([&] { return one->state() == State::on; }));
    client_.reset();
    ASSERT_TRUE(accept());
    tell_format(96000);
    EXPECT_TRUE(comes([&] { return one->state() == State::over; }));
    EXPECT_NE(one->error().find("listen again"), std::string::npos);
}

TEST_F(LiveSoundTest, ARefusalOfTheRecorderIsTold) {
    Heard heard;
    const auto one = listen(heard);
    ASSERT_TRUE(accept());
    send(R"({"error":"hw:0: no such device; plug it in"})");
    EXPECT_TRUE(comes([&] { return one->state() == State::over; }));
    EXPECT_EQ(one->error(), "hw:0: no such device; plug it in");
}

TEST_F(LiveSoundTest, ARecorderThatIsNotThereIsToldWithARemedy) {
    stop_serving();
    Heard heard;
    const auto one = listen(heard);
    EXPECT_TRUE(comes([&] { return one->state() == State::over; }));
    EXPECT_NE(one->error().find("[listen] socket"), std::string::npos) << one->error();
}

TEST_F(LiveSoundTest, WhatIsNoSoundEndsTheConnectionAndNotTheListener) {
    Heard heard;
    const auto one = listen(heard);
    ASSERT_TRUE(accept());
    tell_format();
    ASSERT_TRUE(comes([&] { return one->state() == State::on; }));
    send("short");
    ASSERT_TRUE(accept());
    tell_format();
    send_sound(0, noise(stereo, 10));
    EXPECT_TRUE(comes([&] { return !heard.bytes.empty(); }));
}

} // namespace
} // namespace redstart
