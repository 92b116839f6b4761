// The signals, each a function from frame and channel to a sample; one loop stores them all.
#include "simulated/signal.hpp"

#include "simulated/wav_loop.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>

namespace redstart {
namespace {

static_assert(std::endian::native == std::endian::little, "samples are stored as they lie here");

/// The bits of a sample, lowest first, from one that fills 32 bits.
std::uint32_t narrowed(std::int32_t full, snd_pcm_format_t format) noexcept {
    switch (format) {
    case SND_PCM_FORMAT_S16_LE:
        return static_cast<std::uint32_t>(full >> 16);
    case SND_PCM_FORMAT_S24_3LE:
    case SND_PCM_FORMAT_S24_LE:
        return static_cast<std::uint32_t>(full >> 8);
    case SND_PCM_FORMAT_FLOAT_LE:
        return std::bit_cast<std::uint32_t>(static_cast<float>(full) / 2147483648.F);
    default:
        return static_cast<std::uint32_t>(full);
    }
}

struct Counter {
    std::uint32_t operator()(Frames n, unsigned channel, const Hearing& hearing) const noexcept {
        const auto number = static_cast<std::uint32_t>(n + channel);
        if (hearing.format == SND_PCM_FORMAT_FLOAT_LE)
            return std::bit_cast<std::uint32_t>(static_cast<float>(number & 0xFFFFFF) / 16777216.F);
        return hearing.format == SND_PCM_FORMAT_S24_LE ? number & 0xFFFFFF : number;
    }
};

/// The frame's samples are the digits of its number, lowest first.
struct LongCounter {
    std::uint32_t operator()(Frames n, unsigned channel, const Hearing& hearing) const noexcept {
        const auto bits = static_cast<unsigned>(snd_pcm_format_width(hearing.format)) * channel;
        return bits < 64 ? static_cast<std::uint32_t>(static_cast<std::uint64_t>(n) >> bits) : 0;
    }
};

/// A whole number of Hz, so that the same second comes again for ever and no phase is kept.
struct Tone {
    std::uint32_t operator()(Frames n, unsigned channel, const Hearing& hearing) const noexcept {
        constexpr double peak = 0.1 * 2147483647;
        const Frames rate = hearing.rate, step = n % rate * (997 + channel) % rate;
        const double phase = 2 * std::numbers::pi * static_cast<double>(step) / hearing.rate;
        return narrowed(static_cast<std::int32_t>(std::lround(peak * std::sin(phase))),
                        hearing.format);
    }
};

struct Played {
    WavLoop wav;
    std::uint32_t operator()(Frames n, unsigned channel, const Hearing& hearing) const noexcept {
        return narrowed(wav.sample(n, channel), hearing.format);
    }
};

template <class Sample>
class Stored final : public Signal {
public:
    explicit Stored(Sample sample) : sample_(std::move(sample)) {}

    void fill(std::byte* to, Frames first, Frames frames,
              const Hearing& hearing) const noexcept override {
        const auto bits = snd_pcm_format_physical_width(hearing.format);
        const auto width = static_cast<std::size_t>(bits) / 8;
        for (Frames n = first; n < first + frames; ++n)
            for (unsigned c = 0; c < hearing.channels; ++c, to += width) {
                const std::uint32_t sample = sample_(n, c, hearing);
                std::memcpy(to, &sample, width);
            }
    }

private:
    Sample sample_;
};

} // namespace

std::unique_ptr<const Signal> make_signal(const std::string& source) {
    if (source == "tone") return std::make_unique<Stored<Tone>>(Tone{});
    if (source == "counter") return std::make_unique<Stored<Counter>>(Counter{});
    if (source == "long-counter") return std::make_unique<Stored<LongCounter>>(LongCounter{});
    return std::make_unique<Stored<Played>>(Played{WavLoop(source)});
}

} // namespace redstart
