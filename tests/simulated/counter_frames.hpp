// The sound of a simulated microphone's counter, made a second time to compare it with.
#pragma once

#include <redstart/format.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// Frame `number` of the counter, stored at `to`.
inline void store_counter_frame(std::byte* to, const AudioFormat& format, Frames number) noexcept {
    const std::size_t width = sample_bytes(format.sample);
    for (unsigned c = 0; c < format.channels; ++c, to += width) {
        auto sample = static_cast<std::uint32_t>((number + c) % (Frames{1} << 32));
        if (format.sample == SampleFormat::float_le)
            sample = std::bit_cast<std::uint32_t>(static_cast<float>(sample % 0x1000000) /
                                                  static_cast<float>(0x1000000));
        for (std::size_t i = 0; i < width; ++i) to[i] = static_cast<std::byte>(sample >> 8 * i);
    }
}

inline std::vector<std::byte> counter_frames(const AudioFormat& format, Frames first,
                                             Frames count) {
    std::vector<std::byte> frames(format.bytes(count));
    for (Frames i = 0; i < count; ++i)
        store_counter_frame(frames.data() + format.bytes(i), format, first + i);
    return frames;
}

/// The number that a frame carries in channel 0, as far as its width tells: modulo 2^16 for
/// S16_LE, 2^24 for S24_3LE and FLOAT_LE, 2^32 for S32_LE.
inline Frames counter_number(std::span<const std::byte> frame, const AudioFormat& format) noexcept {
    std::uint32_t sample = 0;
    std::memcpy(&sample, frame.data(), sample_bytes(format.sample));
    if (format.sample != SampleFormat::float_le) return sample;
    return static_cast<Frames>(std::bit_cast<float>(sample) * static_cast<float>(0x1000000));
}

/// What is wrong with `frames`, which should be the counter from number `first` on: empty, or
/// "frame 512 carries 1536 instead of 512".
inline std::string counter_fault(std::span<const std::byte> frames, const AudioFormat& format,
                                 Frames first = 0) {
    std::vector<std::byte> expected(format.frame_bytes());
    for (Frames i = 0; i < format.frames_in(frames.size()); ++i) {
        const auto frame = frames.subspan(format.bytes(i), format.frame_bytes());
        store_counter_frame(expected.data(), format, first + i);
        if (!std::equal(frame.begin(), frame.end(), expected.begin()))
            return "frame " + std::to_string(i) + " carries " +
                   std::to_string(counter_number(frame, format)) + " instead of " +
                   std::to_string(counter_number(expected, format)) + " (channel 0)";
    }
    if (frames.size() % format.frame_bytes() != 0) return "it ends in the middle of a frame";
    return {};
}

/// Every frame of `frames` that does not follow its predecessor by one, as (index, numbers left
/// out): the gaps of a recording, each less than the 2^16 frames that S16_LE can tell.
struct CounterJump {
    Frames at, left_out;
    bool operator==(const CounterJump&) const = default;
};

inline std::vector<CounterJump> counter_jumps(std::span<const std::byte> frames,
                                              const AudioFormat& format) {
    const bool is_short = format.sample == SampleFormat::s16_le;
    const bool is_long = format.sample == SampleFormat::s32_le;
    const Frames modulus = Frames{1} << (is_short ? 16 : is_long ? 32 : 24);
    std::vector<CounterJump> jumps;
    for (Frames i = 1; i < format.frames_in(frames.size()); ++i) {
        const Frames before = counter_number(frames.subspan(format.bytes(i - 1)), format);
        const Frames here = counter_number(frames.subspan(format.bytes(i)), format);
        const Frames left_out = (here - before - 1 + modulus) % modulus;
        if (left_out != 0) jumps.push_back({i, left_out});
    }
    return jumps;
}

} // namespace redstart
