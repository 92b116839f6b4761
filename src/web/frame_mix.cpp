// Adds up each frame's channels, then divides by how many there were.
#include "web/frame_mix.hpp"

#include "audio/samples.hpp"

#include <algorithm>
#include <cmath>

namespace redstart {

void FrameMix::mix(std::span<const std::byte> frames, const Planes& planes) const noexcept {
    const auto count = static_cast<std::size_t>(format_.frames_in(frames.size()));
    with_sample_of(format_.sample, [&](auto sample) {
        using Sample = decltype(sample);
        for (unsigned out = 0; out < channels_; ++out) {
            const unsigned mixed = (format_.channels - out + channels_ - 1) / channels_;
            const float share = 1.0F / static_cast<float>(mixed);
            const std::byte* at = frames.data();
            for (std::size_t i = 0; i < count; ++i, at += format_.frame_bytes()) {
                float sum = 0;
                for (unsigned c = out; c < format_.channels; c += channels_) {
                    const float level = load_level<Sample>(at + c * Sample::bytes);
                    sum += std::isfinite(level) ? level : 0.0F;
                }
                planes[out][i] = mixed == 1 ? sum : sum * share;
            }
        }
    });
}

std::int16_t to_16_bits(float level) noexcept {
    constexpr float full_scale = 32768;
    return static_cast<std::int16_t>(
        std::lrint(std::clamp(level * full_scale, -full_scale, full_scale - 1)));
}

} // namespace redstart
