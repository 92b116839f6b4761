// The header has the layout that readers expect, and its sizes are true at every length.
#include "wav/header.hpp"

#include "wav/bytes.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};
constexpr std::string_view boot = "01234567-89ab-cdef-0123-456789abcdef";

std::uint32_t number(const HeaderPage& header, std::size_t at) {
    return load<std::uint32_t>(header, at);
}

TEST(Header, PlainPcmForOneAndTwoChannels) {
    HeaderPage header = file_header({44100, 1, SampleFormat::s24_3le}, boot);
    set_sizes(header, 3 * 100);
    EXPECT_EQ(load_text(header, 0, 4), "RIFF");
    EXPECT_EQ(number(header, 4), 4096u - 8 + 300);
    EXPECT_EQ(load_text(header, 8, 8), "WAVEJUNK");
    EXPECT_EQ(number(header, 16), 28u);
    EXPECT_EQ(load_text(header, 48, 4), "fmt ");
    EXPECT_EQ(number(header, 52), 16u);
    EXPECT_EQ(load<std::uint16_t>(header, 56), 1); // PCM
    EXPECT_EQ(load<std::uint16_t>(header, 58), 1); // channels
    EXPECT_EQ(number(header, 60), 44100u);
    EXPECT_EQ(number(header, 64), 3u * 44100);
    EXPECT_EQ(load<std::uint16_t>(header, 68), 3);
    EXPECT_EQ(load<std::uint16_t>(header, 70), 24);
    EXPECT_EQ(load_text(header, 4088, 4), "data");
    EXPECT_EQ(number(header, 4092), 300u);
}

TEST(Header, FloatHasItsTagAndAFactChunk) {
    HeaderPage header = file_header({48000, 2, SampleFormat::float_le}, boot);
    set_sizes(header, 8 * 1000);
    EXPECT_EQ(load<std::uint16_t>(header, 56), 3);
    EXPECT_EQ(number(header, 52), 18u);
    EXPECT_EQ(load_text(header, 74, 4), "fact");
    EXPECT_EQ(number(header, 82), 1000u);
}

TEST(Header, MoreThanTwoChannelsAreExtensible) {
    const HeaderPage header = file_header({48000, 8, SampleFormat::float_le}, boot);
    EXPECT_EQ(number(header, 52), 40u);
    EXPECT_EQ(load<std::uint16_t>(header, 56), 0xFFFE);
    EXPECT_EQ(load<std::uint16_t>(header, 80), 3); // float, in the sub-format
    EXPECT_EQ(load_text(header, 82, 14),
              std::string_view("\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71", 14));
}

TEST(Header, EveryByteBelongsToAChunk) {
    for (const unsigned channels : {1u, 2u, 8u, 32u})
        for (const auto sample : {SampleFormat::s16_le, SampleFormat::float_le}) {
            const HeaderPage header = file_header({48000, channels, sample}, boot);
            std::size_t at = 12;
            while (load_text(header, at, 4) != "data") {
                ASSERT_LT(at, header_bytes - 8);
                at += 8 + number(header, at + 4);
            }
            EXPECT_EQ(at, header_bytes - 8);
        }
}

TEST(Header, CountsThePadByteAndWhatFollows) {
    HeaderPage header = file_header({48000, 1, SampleFormat::s24_3le}, boot);
    set_sizes(header, 3, 100);
    EXPECT_EQ(number(header, 4), 4096u - 8 + 4 + 100);
    EXPECT_EQ(number(header, 4092), 3u);
}

TEST(Header, TurnsIntoRf64InPlaceAndBack) {
    HeaderPage header = file_header(stereo, boot);
    set_sizes(header, 4096);
    const HeaderPage small = header;
    set_sizes(header, 5'000'000'000);
    EXPECT_EQ(load_text(header, 0, 4), "RF64");
    EXPECT_EQ(number(header, 4), 0xFFFFFFFFu);
    EXPECT_EQ(load_text(header, 12, 4), "ds64");
    EXPECT_EQ(number(header, 16), 28u);
    EXPECT_EQ(load<std::uint64_t>(header, 20), 5'000'000'000u + 4088);
    EXPECT_EQ(load<std::uint64_t>(header, 28), 5'000'000'000u);
    EXPECT_EQ(load<std::uint64_t>(header, 36), 1'250'000'000u);
    EXPECT_EQ(number(header, 4092), 0xFFFFFFFFu);
    set_sizes(header, 4096);
    EXPECT_EQ(header, small);
}

TEST(Header, TheLargestRiffFileIsStillRiff) {
    HeaderPage header = file_header(stereo, boot);
    set_sizes(header, stereo.bytes(max_riff_frames(stereo)), trailing_room);
    EXPECT_EQ(load_text(header, 0, 4), "RIFF");
    EXPECT_LE(number(header, 4), 0xFFFFFFFFu - 8); // so the whole file is legal on FAT
}

TEST(Header, KeepsANoteOfItsBoot) {
    HeaderPage header = file_header({48000, 8, SampleFormat::float_le}, boot);
    auto note = header_note(header);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->boot_id, boot);
    EXPECT_FALSE(note->closed);
    set_closed(header);
    note = header_note(header);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->boot_id, boot);
    EXPECT_TRUE(note->closed);
}

TEST(Header, ADamagedOneHasNoNote) {
    const HeaderPage header = file_header(stereo, boot);
    EXPECT_FALSE(header_note(std::span(header).first(4095)));
    EXPECT_FALSE(header_note({}));
    HeaderPage damaged = header;
    store(damaged, 52, 0xFFFFFFFFu); // a `fmt ` that leads out of the page
    EXPECT_FALSE(header_note(damaged));
    damaged = header;
    store_text(damaged, 80, "x");
    EXPECT_FALSE(header_note(damaged));
}

TEST(Header, AStreamIsShortAndClaimsWhatIsKnown) {
    EXPECT_EQ(stream_header(stereo, {}).size(), 44u);
    EXPECT_EQ(load<std::uint32_t>(stream_header(stereo, {}), 40), 0x7FFFF000u);
    EXPECT_EQ(load<std::uint32_t>(stream_header(stereo, 100), 40), 400u);
    EXPECT_EQ(load<std::uint32_t>(stream_header(stereo, 100), 4), 436u);
    const AudioFormat odd{48000, 1, SampleFormat::s24_3le};
    EXPECT_EQ(load<std::uint32_t>(stream_header(odd, {}), 40) % 3, 0u);
}

} // namespace
} // namespace redstart
