// What short stretches of the stream were like: written by capture, read by the take.
#pragma once

#include "audio/channel_figures.hpp"
#include "audio/warnings.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <span>
#include <vector>

namespace redstart {

/// The constructor takes all the memory. Safe for one producer and one consumer thread; no call
/// after it allocates, locks, waits or throws.
class FiguresLog {
public:
    struct Stretch {
        Frames first = 0, frames = 0; // positions in the stream
        WarningSet warnings;          // those that were on in it
        std::span<const ChannelFigures> channels;

        Frames middle() const noexcept { return first + frames / 2; }
        Frames end() const noexcept { return first + frames; }
    };
    /// Of a tenth of a second each: more than the ring is long at its default.
    static constexpr std::size_t most = 384;

    explicit FiguresLog(unsigned channels) : channels_(channels), figures_(most * channels) {}

    // Producer
    /// False where there is no room: nothing has happened, and a longer one may be added later.
    [[nodiscard]] bool add(const Stretch& stretch) noexcept;

    // Consumer
    std::size_t size() const noexcept;
    Stretch operator[](std::size_t i) const noexcept; // the i-th oldest; good until it is forgotten
    void forget_before(Frames position) noexcept;     // those that end there, or before

private:
    std::size_t place(std::size_t number) const noexcept { return number % most; }

    const std::size_t channels_;
    std::array<Stretch, most> stretches_{}; // their channels lie in figures_
    std::vector<ChannelFigures> figures_;
    std::atomic<std::size_t> head_{0}, tail_{0};
};

} // namespace redstart
