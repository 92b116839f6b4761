// The ring hands every frame over once and in order, and never makes its producer wait.
#include "audio/chunk_ring.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <random>
#include <thread>

namespace redstart {
namespace {

using namespace std::chrono_literals;

const AudioFormat mono32{48000, 1, SampleFormat::s32_le};

/// Writes the numbers of the frames themselves, so that the reader can tell each one.
Frames put(ChunkRing& ring, Frames first, Frames at_most, Frames room_for = 0) {
    const auto room = ring.back(room_for);
    const Frames frames = std::min(at_most, mono32.frames_in(room.size()));
    for (Frames i = 0; i < frames; ++i) {
        const auto number = static_cast<std::uint32_t>(first + i);
        std::memcpy(room.data() + 4 * i, &number, 4);
    }
    return ring.push(first, frames) ? frames : 0;
}

std::uint32_t number_at(const ChunkRing::Chunk& chunk, Frames i) {
    std::uint32_t number = 0;
    std::memcpy(&number, chunk.bytes.data() + 4 * i, 4);
    return number;
}

TEST(ChunkRing, AChunkCanBeReadWhileItGrows) {
    ChunkRing ring(mono32, 8, 32);
    EXPECT_EQ(ring.size(), 0u);
    put(ring, 100, 3);
    ASSERT_EQ(ring.size(), 1u);
    EXPECT_EQ(ring.finished(), 0u);
    EXPECT_EQ(ring[0].end(), 103);
    put(ring, 103, 8);
    EXPECT_EQ(ring.finished(), 1u);
    EXPECT_EQ(ring[0].end(), 108);
    EXPECT_EQ(number_at(ring[0], 7), 107u);
}

TEST(ChunkRing, AGapBeginsANewChunk) {
    ChunkRing ring(mono32, 8, 32);
    put(ring, 0, 3);
    put(ring, 50, 2);
    ASSERT_EQ(ring.size(), 2u);
    EXPECT_EQ(ring[0].end(), 3);
    EXPECT_EQ(ring[1].first, 50);
    EXPECT_EQ(number_at(ring[1], 1), 51u);
}

TEST(ChunkRing, FullItOffersNoRoomAndKeepsWhatItHas) {
    ChunkRing ring(mono32, 8, 32);
    Frames at = 0;
    while (const Frames n = put(ring, at, 8)) at += n;
    EXPECT_EQ(at, 32);
    EXPECT_EQ(ring.size(), 4u);
    EXPECT_TRUE(ring.back().empty());
    ring.pop();
    EXPECT_EQ(put(ring, 40, 8), 8);
    EXPECT_EQ(ring[0].first, 8);
    EXPECT_EQ(ring[3].first, 40);
}

TEST(ChunkRing, AGapWithoutAFreeChunkIsSaidToBeLost) {
    ChunkRing ring(mono32, 8, 16);
    put(ring, 0, 8);
    put(ring, 8, 3);
    EXPECT_EQ(put(ring, 90, 2), 0);
    ASSERT_EQ(ring.size(), 2u);
    EXPECT_EQ(ring[1].end(), 11);
}

TEST(ChunkRing, FullNeighboursLieInOnePiece) {
    ChunkRing ring(mono32, 8, 32);
    put(ring, 0, 8);
    put(ring, 8, 8);
    EXPECT_EQ(ring[0].bytes.data() + ring[0].bytes.size(), ring[1].bytes.data());
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(ring[0].bytes.data()) % 4096, 0u);
}

TEST(ChunkRing, OffersItsFreeNeighboursInOnePiece) {
    ChunkRing ring(mono32, 8, 64);
    EXPECT_EQ(ring.back(30).size(), 4u * 24) << "no more than was asked for";
    EXPECT_EQ(put(ring, 0, 64, 64), 64);
    ASSERT_EQ(ring.finished(), 8u);
    ring.pop(6);
    EXPECT_EQ(put(ring, 64, 64, 64), 48) << "the six that are free";
    ring.pop(7);
    EXPECT_EQ(ring[0].first, 104);
    EXPECT_EQ(put(ring, 112, 64, 64), 16) << "up to where the memory ends";
    EXPECT_EQ(put(ring, 128, 64, 64), 40) << "and from where it begins";
}

/// A plain model: the frames in the ring, one by one, and which of them end a chunk.
TEST(ChunkRing, HandsOverWhatAPlainModelDoesWhateverTheRoomsGapsAndSizes) {
    std::mt19937 random(7);
    const auto dice = [&](Frames sides) { return static_cast<Frames>(random()) % sides; };
    for (int round = 0; round < 300; ++round) {
        const Frames chunk = 1 + dice(9), chunks = 2 + dice(8);
        ChunkRing ring(mono32, chunk, chunk * chunks);
        std::deque<Frames> model;
        Frames next = 0;
        for (int step = 0; step < 300; ++step) {
            if (dice(5) == 0) next += 1 + dice(20);
            const Frames n = put(ring, next, 1 + dice(3 * chunk), dice(chunk * chunks + 1));
            for (Frames i = 0; i < n; ++i) model.push_back(next + i);
            next += std::max<Frames>(n, 1); // what found no room is a gap
            auto expected = model.begin();
            const std::size_t size = ring.size();
            for (std::size_t i = 0; i < size; ++i)
                for (Frames at = 0; at < ring[i].frames; ++at, ++expected) {
                    ASSERT_NE(expected, model.end());
                    ASSERT_EQ(ring[i].first + at, *expected);
                    ASSERT_EQ(number_at(ring[i], at), *expected);
                }
            ASSERT_EQ(expected, model.end());
            const auto gone =
                static_cast<std::size_t>(dice(2 + static_cast<Frames>(ring.finished())));
            for (std::size_t i = 0; i < std::min(gone, ring.finished()); ++i)
                model.erase(model.begin(), model.begin() + ring[i].frames);
            ring.pop(std::min(gone, ring.finished()));
        }
    }
}

TEST(ChunkRing, TwoThreadsLoseNothingAndSeeNothingTwice) {
    ChunkRing ring(mono32, 16, 64);
    constexpr Frames total = 200'000;
    std::thread producer([&] {
        for (Frames at = 0; at < total;) {
            const Frames n = put(ring, at, std::min<Frames>(total - at, at % 53 + 1), at % 70);
            if (n == 0) ring.wait_for_room(1s);
            at += n;
        }
    });
    Frames next = 0;
    while (next < total) {
        const std::size_t chunks = ring.size();
        for (std::size_t i = 0; i < chunks; ++i)
            for (const auto chunk = ring[i]; next < chunk.end(); ++next)
                ASSERT_EQ(number_at(chunk, next - chunk.first), next);
        const std::size_t finished = ring.finished();
        std::size_t gone = 0;
        while (gone < finished && ring[gone].end() <= next) ++gone;
        ring.pop(gone);
    }
    producer.join();
    EXPECT_EQ(next, total);
}

} // namespace
} // namespace redstart
