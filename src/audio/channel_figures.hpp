// What a stretch of one channel was like, in figures of which two stretches make one.
#pragma once

#include <redstart/format.hpp>

#include <algorithm>
#include <cstdint>

namespace redstart {

/// 1.0 is full scale.
struct ChannelFigures {
    float peak = 0;
    float square = 0;        // the mean of the squares; its root is the RMS
    float dc = 0;            // the mean
    std::uint32_t clips = 0; // runs of three or more frames at full scale
    std::uint32_t zeros = 0; // frames in stretches of about 20 ms of exact zeros

    /// These are of `mine` frames, `next` follows with `others`.
    void add(const ChannelFigures& next, Frames mine, Frames others) noexcept {
        if (mine + others <= 0) return;
        const float share = static_cast<float>(others) / static_cast<float>(mine + others);
        peak = std::max(peak, next.peak);
        square += (next.square - square) * share;
        dc += (next.dc - dc) * share;
        clips += next.clips;
        zeros += next.zeros;
    }
};

} // namespace redstart
