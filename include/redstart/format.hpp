// The shape of sound: rate, channels and sample format, and the arithmetic between frames, bytes
// and time.
#pragma once

#include <redstart/defaults.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace redstart {

/// A count of frames, or a position in a stream counted from its start. One frame is one sample of
/// every channel, so 48000 frames are a second at 48 kHz whatever the number of channels.
using Frames = std::int64_t;

/// How one sample lies in memory and in the file; little-endian, channels interleaved.
enum class SampleFormat : std::uint8_t {
    s16_le,   // 2 bytes
    s24_3le,  // 3 bytes, packed: what a 24-bit WAV holds
    s32_le,   // 4 bytes
    float_le, // 4 bytes, IEEE 754, full scale is 1.0
};

namespace defaults::audio {
inline constexpr SampleFormat format = SampleFormat::s16_le;
}

/// 2, 3 or 4.
std::size_t sample_bytes(SampleFormat format) noexcept;

/// ALSA's name: "S16_LE", "S24_3LE", "S32_LE", "FLOAT_LE".
std::string_view to_string(SampleFormat format) noexcept;

/// The format of that ALSA name; "S24_LE", three bytes in four of many devices, is s24_3le in
/// memory. Nothing for any other word.
std::optional<SampleFormat> sample_format(std::string_view name) noexcept;

/// A value that does the multiplication, so that callers never do.
struct AudioFormat {
    unsigned rate = defaults::audio::rate;         // frames in a second, 8000 to 384000
    unsigned channels = defaults::audio::channels; // 1 to 32
    SampleFormat sample = defaults::audio::format;

    static constexpr unsigned min_rate = 8000, max_rate = 384000, max_channels = 32;

    std::size_t frame_bytes() const noexcept { return sample_bytes(sample) * channels; }
    std::size_t bytes(Frames frames) const noexcept { // in memory
        return static_cast<std::size_t>(frames) * frame_bytes();
    }
    /// In a file, where there may be more than any memory of a 32-bit machine holds.
    std::uint64_t file_bytes(Frames frames) const noexcept {
        return static_cast<std::uint64_t>(frames) * frame_bytes();
    }
    /// Whole frames in so many bytes; a rest is left out.
    Frames frames_in(std::uint64_t bytes) const noexcept {
        return static_cast<Frames>(bytes / frame_bytes());
    }
    std::uint64_t bytes_per_second() const noexcept { return std::uint64_t{rate} * frame_bytes(); }
    /// The nearest number of frames in a duration; centuries do not overflow.
    Frames frames(std::chrono::nanoseconds duration) const noexcept;
    std::chrono::nanoseconds duration(Frames frames) const noexcept;

    bool operator==(const AudioFormat&) const = default;
};

} // namespace redstart
