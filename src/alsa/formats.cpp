// The order of formats by what they lose, and 24 bits from four bytes to three and back.
#include "alsa/formats.hpp"

#include <cassert>

namespace redstart {

SampleFormat sample_format(snd_pcm_format_t format) noexcept {
    switch (format) {
    case SND_PCM_FORMAT_S16_LE:
        return SampleFormat::s16_le;
    case SND_PCM_FORMAT_S32_LE:
        return SampleFormat::s32_le;
    case SND_PCM_FORMAT_FLOAT_LE:
        return SampleFormat::float_le;
    default:
        assert(format == SND_PCM_FORMAT_S24_LE || format == SND_PCM_FORMAT_S24_3LE);
        return SampleFormat::s24_3le;
    }
}

std::array<snd_pcm_format_t, device_formats.size()> by_nearness(SampleFormat wanted) noexcept {
    constexpr auto s16 = SND_PCM_FORMAT_S16_LE, packed24 = SND_PCM_FORMAT_S24_3LE,
                   wide24 = SND_PCM_FORMAT_S24_LE, s32 = SND_PCM_FORMAT_S32_LE,
                   real = SND_PCM_FORMAT_FLOAT_LE;
    switch (wanted) {
    case SampleFormat::s16_le:
        return {s16, packed24, wide24, s32, real};
    case SampleFormat::s24_3le:
        return {packed24, wide24, s32, real, s16};
    case SampleFormat::s32_le: // a float holds 24 of the 32 bits
        return {s32, real, packed24, wide24, s16};
    case SampleFormat::float_le:
        return {real, s32, packed24, wide24, s16};
    }
    return device_formats;
}

void pack_24(std::span<const std::byte> wide, std::span<std::byte> packed) noexcept {
    assert(packed.size() * 4 == wide.size() * 3);
    const std::byte* from = wide.data();
    for (std::byte* to = packed.data(); to != packed.data() + packed.size(); to += 3, from += 4)
        to[0] = from[0], to[1] = from[1], to[2] = from[2];
}

void unpack_24(std::span<const std::byte> packed, std::span<std::byte> wide) noexcept {
    assert(packed.size() * 4 == wide.size() * 3);
    const std::byte* from = packed.data();
    for (std::byte* to = wide.data(); to != wide.data() + wide.size(); to += 4, from += 3) {
        const bool negative = (from[2] & std::byte{0x80}) != std::byte{0};
        to[0] = from[0], to[1] = from[1], to[2] = from[2];
        to[3] = negative ? std::byte{0xFF} : std::byte{0};
    }
}

} // namespace redstart
