// A WAV file held in memory, played from its beginning again whenever it ends.
#pragma once

#include <redstart/format.hpp>

#include <span>
#include <string>
#include <vector>

namespace redstart {

/// Reads 16, 24 and 32-bit PCM and 32-bit float, plain or extensible. Played at the rate of the
/// listener, whatever its own is.
class WavLoop {
public:
    explicit WavLoop(const std::string& path); // throws Error

    /// Full scale is 32 bits. A channel it does not have is the first that comes round again.
    std::int32_t sample(Frames n, unsigned channel) const noexcept {
        return samples_[static_cast<std::size_t>(n % frames_) * channels_ + channel % channels_];
    }

private:
    std::vector<std::int32_t> samples_;
    unsigned channels_ = 0;
    Frames frames_ = 0;
};

} // namespace redstart
