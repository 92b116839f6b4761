// What a packet is enough for becomes one block.
#include "web/live_stream.hpp"

#include "wav/bytes.hpp"

#include <algorithm>
#include <limits>

namespace redstart {
namespace {

unsigned divisor_for(const AudioFormat& format, unsigned rate) noexcept {
    return divisor_to_at_least(format.rate, std::max(rate, LiveStream::lowest_rate));
}

} // namespace

LiveStream::LiveStream(const AudioFormat& format, unsigned rate, unsigned channels)
    : mix_(format, std::clamp(channels, 1U, std::min(format.channels, FrameMix::most_channels))),
      divider_(divisor_for(format, rate)) {}

/// Before it was silence, as far as the low-pass reaches.
void LiveStream::begin_at(Frames first) {
    const auto divisor = static_cast<Frames>(divider_.divisor());
    next_ = (first + divisor - 1) / divisor;
    levels_at_ = first - divider_.reach();
    for (unsigned c = 0; c < channels(); ++c)
        levels_[c].assign(static_cast<std::size_t>(divider_.reach()), 0.0F);
}

void LiveStream::hear(Frames first, std::span<const std::byte> frames, const Sink& sink) {
    if (expected_ != first) begin_at(first);
    if (expected_ && first < *expected_) told_.reset(); // it began anew: nothing was lost
    expected_ = first + format().frames_in(frames.size());
    const Frames count = append(frames);
    if (count == 0) return;
    write(next_, count, sink);
    next_ += count;
    const auto divisor = static_cast<Frames>(divider_.divisor());
    const Frames done = next_ * divisor - divider_.reach() - levels_at_;
    for (unsigned c = 0; c < channels(); ++c)
        levels_[c].erase(levels_[c].begin(),
                         levels_[c].begin() +
                             std::min(done, static_cast<Frames>(levels_[c].size())));
    levels_at_ = next_ * divisor - divider_.reach();
}

Frames LiveStream::append(std::span<const std::byte> frames) {
    const auto count = static_cast<std::size_t>(format().frames_in(frames.size()));
    FrameMix::Planes planes;
    for (unsigned c = 0; c < channels(); ++c) {
        const std::size_t before = levels_[c].size();
        levels_[c].resize(before + count);
        planes[c] = std::span(levels_[c]).subspan(before);
    }
    mix_.mix(frames, planes);
    const auto divisor = static_cast<Frames>(divider_.divisor());
    const Frames last = levels_at_ + static_cast<Frames>(levels_[0].size()) - 1 - divider_.reach();
    return last < next_ * divisor ? 0 : last / divisor - next_ + 1;
}

void LiveStream::write(Frames position, Frames count, const Sink& sink) {
    const Frames lost = std::max(position - told_.value_or(position), Frames{0});
    constexpr Frames most = std::numeric_limits<std::uint32_t>::max();
    block_.resize(head_bytes + static_cast<std::size_t>(count) * 2 * std::size_t{channels()});
    store(block_, 0, static_cast<std::uint64_t>(position));
    store(block_, 8, static_cast<std::uint32_t>(count));
    store(block_, 12, static_cast<std::uint32_t>(std::min(lost, most)));
    std::size_t at = head_bytes;
    const auto divisor = static_cast<Frames>(divider_.divisor());
    for (Frames i = position; i < position + count; ++i)
        for (unsigned c = 0; c < channels(); ++c, at += 2) {
            const float* const window =
                levels_[c].data() + (i * divisor - divider_.reach() - levels_at_);
            store(block_, at, static_cast<std::uint16_t>(to_16_bits(divider_.value(window))));
        }
    if (sink(block_)) told_ = position + count;
}

} // namespace redstart
