// ALSA's sample formats that Redstart records, and what becomes of each in memory.
#pragma once

#include <redstart/format.hpp>

#include <alsa/asoundlib.h>
#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace redstart {

/// The formats a device is asked about. S24_LE, three bytes in four, is how many devices deliver
/// 24 bits; everything behind alsa/ sees it packed, as s24_3le, because a WAV file holds it so.
inline constexpr std::array device_formats = {SND_PCM_FORMAT_S16_LE, SND_PCM_FORMAT_S24_3LE,
                                              SND_PCM_FORMAT_S24_LE, SND_PCM_FORMAT_S32_LE,
                                              SND_PCM_FORMAT_FLOAT_LE};

/// What samples of a device format (one of device_formats) are once they are in memory.
SampleFormat sample_format(snd_pcm_format_t format) noexcept;

/// The device formats for samples that shall be `wanted`: at first the same, then those that lose
/// nothing, narrow before wide, then those that come nearest.
std::array<snd_pcm_format_t, device_formats.size()> by_nearness(SampleFormat wanted) noexcept;

/// S24_LE to S24_3LE: four bytes to three. `packed` has three quarters of the bytes of `wide`.
void pack_24(std::span<const std::byte> wide, std::span<std::byte> packed) noexcept;

/// S24_3LE to S24_LE, the fourth byte repeating the sign.
void unpack_24(std::span<const std::byte> packed, std::span<std::byte> wide) noexcept;

} // namespace redstart
