// What goes over the sound socket, byte by byte, and what a listener that is slow is told.
#include "appliance/sound_listener.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <sys/socket.h>
#include <vector>

namespace redstart {
namespace {

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};

struct Packet {
    std::uint64_t first = 0, frames = 0, lost = 0;
    std::vector<std::byte> sound;
};

std::uint64_t number(const std::vector<std::byte>& packet, std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes; i-- > 0;)
        value = value << 8 | std::to_integer<std::uint64_t>(packet[at + i]);
    return value;
}

class SoundListenerTest : public testing::Test {
protected:
    SoundListenerTest() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
        theirs = UniqueFd(ends[0]);
        ours = UniqueFd(ends[1]);
    }

    /// Empty where there is none.
    std::vector<std::byte> read() const {
        std::vector<std::byte> packet(2 * SoundListener::max_packet_bytes);
        const ssize_t bytes = ::recv(ours.get(), packet.data(), packet.size(), MSG_DONTWAIT);
        packet.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
        return packet;
    }
    Packet sound() const {
        const auto packet = read();
        EXPECT_GE(packet.size(), SoundListener::header_bytes);
        EXPECT_LE(packet.size(), SoundListener::max_packet_bytes);
        if (packet.size() < SoundListener::header_bytes) return {};
        return {number(packet, 0, 8),
                number(packet, 8, 4),
                number(packet, 12, 4),
                {packet.begin() + SoundListener::header_bytes, packet.end()}};
    }

    UniqueFd theirs, ours;
};

TEST_F(SoundListenerTest, IsToldTheFormatFirst) {
    const SoundListener listener(std::move(theirs), stereo);
    const auto packet = read();
    const std::string text(reinterpret_cast<const char*>(packet.data()), packet.size());
    EXPECT_EQ(text, R"({"rate":48000,"channels":2,"format":"S16_LE"})");
}

TEST_F(SoundListenerTest, HearsFramesBehindTheirPosition) {
    SoundListener listener(std::move(theirs), stereo);
    read();
    const std::vector<std::byte> frames = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4},
                                           std::byte{5}, std::byte{6}, std::byte{7}, std::byte{8}};
    ASSERT_TRUE(listener.send(0x0102030405060708, frames));
    const auto packet = read();
    const std::vector<std::byte> head(packet.begin(), packet.begin() + 16);
    std::vector<std::byte> expected;
    for (const int byte : {8, 7, 6, 5, 4, 3, 2, 1, 2, 0, 0, 0, 0, 0, 0, 0})
        expected.push_back(static_cast<std::byte>(byte));
    EXPECT_EQ(head, expected);
    EXPECT_EQ(std::vector<std::byte>(packet.begin() + 16, packet.end()), frames);
}

TEST_F(SoundListenerTest, GetsALargePieceInWholeFramesOf64KiBAtMost) {
    constexpr AudioFormat wide{192000, 7, SampleFormat::s24_3le};
    SoundListener listener(std::move(theirs), wide);
    read();
    std::vector<std::byte> frames(wide.bytes(5000));
    for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = static_cast<std::byte>(i * 31);
    ASSERT_TRUE(listener.send(100, frames));
    std::vector<std::byte> all;
    while (all.size() < frames.size()) {
        const Packet packet = sound();
        ASSERT_GT(packet.frames, 0u);
        EXPECT_EQ(packet.first, 100 + all.size() / wide.frame_bytes());
        EXPECT_EQ(packet.sound.size(), packet.frames * wide.frame_bytes());
        EXPECT_EQ(packet.lost, 0u);
        all.insert(all.end(), packet.sound.begin(), packet.sound.end());
    }
    EXPECT_EQ(all, frames);
}

TEST_F(SoundListenerTest, ThatDoesNotReadIsToldHowManyFramesItLost) {
    SoundListener listener(std::move(theirs), stereo);
    const std::vector<std::byte> chunk(stereo.bytes(1024));
    Frames position = 5000;
    for (int i = 0; i < 2000; ++i, position += 1024) ASSERT_TRUE(listener.send(position, chunk));
    read();
    std::uint64_t next = 5000;
    for (auto packet = read(); !packet.empty(); packet = read()) {
        EXPECT_EQ(number(packet, 0, 8), next);
        EXPECT_EQ(number(packet, 12, 4), 0u);
        next += number(packet, 8, 4);
    }
    ASSERT_LT(next, static_cast<std::uint64_t>(position)) << "none was lost: make more";
    ASSERT_TRUE(listener.send(position, chunk));
    const Packet packet = sound();
    EXPECT_EQ(packet.first, static_cast<std::uint64_t>(position));
    EXPECT_EQ(packet.lost, static_cast<std::uint64_t>(position) - next);
}

TEST_F(SoundListenerTest, IsToldOfAJumpOfTheStreamButNotOfWhatWasBeforeIt) {
    SoundListener listener(std::move(theirs), stereo);
    read();
    const std::vector<std::byte> frames(stereo.bytes(10));
    ASSERT_TRUE(listener.send(1000, frames));
    ASSERT_TRUE(listener.send(1500, frames));
    EXPECT_EQ(sound().lost, 0u);
    EXPECT_EQ(sound().lost, 490u);
}

TEST_F(SoundListenerTest, ThatHungUpIsNoticed) {
    SoundListener listener(std::move(theirs), stereo);
    ours.reset();
    EXPECT_FALSE(listener.send(0, std::vector<std::byte>(stereo.bytes(10))));
}

TEST_F(SoundListenerTest, IsTurnedAwayInWords) {
    turn_away(theirs, "microphone: it is not there; plug it in");
    theirs.reset();
    const auto packet = read();
    const auto json = nlohmann::json::parse(
        std::string(reinterpret_cast<const char*>(packet.data()), packet.size()));
    EXPECT_EQ(json, nlohmann::json({{"error", "microphone: it is not there; plug it in"}}));
    EXPECT_TRUE(read().empty());
}

} // namespace
} // namespace redstart
