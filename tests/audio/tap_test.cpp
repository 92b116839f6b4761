// A listener hears every frame in its place, and is told of those that came too fast for him.
#include "audio/tap.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

namespace redstart {
namespace {

constexpr AudioFormat format{48000, 1, SampleFormat::s32_le};

std::vector<std::byte> numbers(Frames first, Frames count) {
    std::vector<std::byte> bytes(format.bytes(count));
    for (Frames i = 0; i < count; ++i) {
        const auto number = static_cast<std::int32_t>(first + i);
        std::memcpy(bytes.data() + format.bytes(i), &number, sizeof number);
    }
    return bytes;
}

/// Each frame of a piece carries its position.
void expect_numbered(const Tap::Piece& piece) {
    const auto count = format.frames_in(piece.frames.size());
    const auto expected = numbers(piece.first, count);
    EXPECT_TRUE(
        std::equal(expected.begin(), expected.end(), piece.frames.begin(), piece.frames.end()))
        << "at " << piece.first;
}

TEST(Tap, GivesEveryFrameInPiecesOfAChunkAtMost) {
    Tap tap(format, 64, 640);
    EXPECT_FALSE(tap.next());
    tap.push(1000, numbers(1000, 100));
    Frames next = 1000;
    while (const auto piece = tap.next()) {
        EXPECT_EQ(piece->first, next);
        EXPECT_EQ(piece->lost, 0);
        EXPECT_LE(piece->frames.size(), format.bytes(64));
        expect_numbered(*piece);
        next += format.frames_in(piece->frames.size());
    }
    EXPECT_EQ(next, 1100);
}

TEST(Tap, TellsOfAJumpOfTheStream) {
    Tap tap(format, 64, 640);
    tap.push(0, numbers(0, 10));
    tap.push(50, numbers(50, 10));
    ASSERT_EQ(tap.next()->lost, 0);
    const auto piece = tap.next();
    ASSERT_TRUE(piece);
    EXPECT_EQ(piece->first, 50);
    EXPECT_EQ(piece->lost, 40);
}

TEST(Tap, WhoIsLateLosesTheNewestAndIsToldHowMany) {
    Tap tap(format, 64, 640);
    for (Frames at = 0; at < 6400; at += 64) tap.push(at, numbers(at, 64));
    Frames heard = 0;
    while (const auto piece = tap.next()) heard += format.frames_in(piece->frames.size());
    EXPECT_EQ(heard, 640);
    tap.push(6400, numbers(6400, 64));
    const auto piece = tap.next();
    ASSERT_TRUE(piece);
    EXPECT_EQ(piece->first, 6400);
    EXPECT_EQ(piece->lost, 6400 - 640);
}

TEST(Tap, WhatIsNotWantedIsNotKeptAndIsToldAsLost) {
    Tap tap(format, 64, 640);
    tap.push(0, numbers(0, 10));
    ASSERT_TRUE(tap.next());
    tap.bell().answer();
    tap.want(false);
    tap.push(10, numbers(10, 100));
    EXPECT_FALSE(tap.next());
    EXPECT_FALSE(tap.bell().answer());
    tap.want(true);
    tap.push(110, numbers(110, 10));
    const auto piece = tap.next();
    ASSERT_TRUE(piece);
    EXPECT_EQ(piece->first, 110);
    EXPECT_EQ(piece->lost, 100);
    expect_numbered(*piece);
}

TEST(Tap, TwoThreadsAgreeOnEveryFrame) {
    constexpr Frames all = 2'000'000;
    Tap tap(format, 64, 6400);
    std::atomic<bool> done{false};
    std::thread pushing([&] {
        for (Frames at = 0; at < all; at += 50) tap.push(at, numbers(at, 50));
        done = true;
        tap.bell().ring();
    });
    Frames accounted = 0;
    for (bool last = false; !last;) {
        last = done;
        while (const auto piece = tap.next()) {
            ASSERT_EQ(piece->first, accounted + piece->lost);
            expect_numbered(*piece);
            accounted = piece->first + format.frames_in(piece->frames.size());
        }
        if (!last) tap.bell().wait(std::chrono::milliseconds(100));
    }
    pushing.join();
    EXPECT_GT(accounted, 0);
}

} // namespace
} // namespace redstart
