// Blocks go into columns by the position of each frame; windows by that of their middle.
#include "web/overview.hpp"

#include "audio/samples.hpp"
#include "wav/bytes.hpp"

#include <algorithm>
#include <cmath>

namespace redstart {
namespace {

std::size_t columns_for(Frames frames) noexcept {
    return static_cast<std::size_t>(
        std::clamp(frames, Frames{1}, static_cast<Frames>(Overview::most_columns)));
}

std::size_t hop_for(Frames frames, std::size_t columns, std::size_t window) noexcept {
    const auto width = static_cast<std::size_t>(std::max(frames, Frames{1})) / columns;
    return std::clamp<std::size_t>(width, 1, window);
}

std::byte extreme(float level) noexcept {
    const float value = std::clamp(level, -1.0F, 1.0F) * 127;
    return static_cast<std::byte>(static_cast<std::int8_t>(std::lrint(value)));
}

} // namespace

Overview::Overview(const AudioFormat& format, Frames frames)
    : frames_(std::max(frames, Frames{1})),
      columns_(columns_for(frames_)),
      mix_(format, 1),
      spectrum_(format.rate),
      hop_(hop_for(frames_, columns_, spectrum_.size())),
      waiting_(spectrum_.size() / 2, 0.0F),
      waiting_at_(-static_cast<Frames>(waiting_.size())),
      low_(columns_, 0.0F),
      high_(columns_, 0.0F),
      levels_(columns_ * Spectrum::bands, 0) {}

std::size_t Overview::column_of(Frames frame) const noexcept {
    const auto place = static_cast<std::uint64_t>(std::clamp(frame, Frames{0}, frames_ - 1));
    return static_cast<std::size_t>(place * columns_ / static_cast<std::uint64_t>(frames_));
}

/// The first frame behind a column.
Frames Overview::end_of(std::size_t column) const noexcept {
    const auto columns = static_cast<Frames>(columns_), next = static_cast<Frames>(column) + 1;
    return (next * frames_ + columns - 1) / columns;
}

void Overview::hear(std::span<const std::byte> frames) {
    const auto count = static_cast<std::size_t>(mix_.format().frames_in(frames.size()));
    note_extremes(frames);
    mixed_.resize(count);
    mix_.mix(frames, {std::span(mixed_), {}});
    waiting_.insert(waiting_.end(), mixed_.begin(), mixed_.end());
    heard_ += static_cast<Frames>(count);
    note_spectrum();
}

/// A column at a time.
void Overview::note_extremes(std::span<const std::byte> frames) noexcept {
    const AudioFormat& format = mix_.format();
    for (Frames at = heard_; frames.size() >= format.frame_bytes();) {
        const std::size_t column = column_of(at);
        const Frames end = std::max(at + 1, end_of(column));
        const Frames count = at < frames_ ? std::min(end - at, format.frames_in(frames.size()))
                                          : format.frames_in(frames.size());
        note_extremes(frames.first(format.bytes(count)), column); // in memory
        frames = frames.subspan(format.bytes(count));
        at += count;
    }
}

void Overview::note_extremes(std::span<const std::byte> frames, std::size_t column) noexcept {
    with_sample_of(mix_.format().sample, [&](auto sample) {
        using Sample = decltype(sample);
        float low = low_[column], high = high_[column];
        for (std::size_t i = 0; i + Sample::bytes <= frames.size(); i += Sample::bytes) {
            const float level = load_level<Sample>(frames.data() + i);
            low = level < low ? level : low; // a comparison with NaN is false
            high = level > high ? level : high;
        }
        low_[column] = low;
        high_[column] = high;
    });
}

void Overview::note_spectrum() noexcept {
    const std::size_t size = spectrum_.size();
    std::size_t begin = 0;
    for (; begin + size <= waiting_.size(); begin += hop_) {
        const std::size_t column = column_of(waiting_at_ + static_cast<Frames>(begin + size / 2));
        spectrum_.raise(std::span(waiting_).subspan(begin, size),
                        std::span<std::uint8_t, Spectrum::bands>(
                            levels_.data() + column * Spectrum::bands, Spectrum::bands));
    }
    begin = std::min(begin, waiting_.size());
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(begin));
    waiting_at_ += static_cast<Frames>(begin);
}

std::vector<std::byte> Overview::bytes() {
    waiting_.resize(waiting_.size() + spectrum_.size() / 2, 0.0F); // behind the end is silence
    note_spectrum();
    std::vector<std::byte> body(head_bytes + columns_ * (2 + Spectrum::bands));
    store(body, 0, static_cast<std::uint32_t>(columns_));
    store(body, 4, static_cast<std::uint32_t>(Spectrum::bands));
    store(body, 8, static_cast<std::uint64_t>(heard_));
    auto at = body.begin() + head_bytes;
    for (std::size_t column = 0; column < columns_; ++column) {
        *at++ = extreme(low_[column]);
        *at++ = extreme(high_[column]);
    }
    for (const std::uint8_t level : levels_) *at++ = static_cast<std::byte>(level);
    return body;
}

bool is_overview(std::span<const std::byte> body) noexcept {
    if (body.size() < Overview::head_bytes) return false;
    const auto columns = load<std::uint32_t>(body, 0), bands = load<std::uint32_t>(body, 4);
    return columns >= 1 && columns <= Overview::most_columns && bands == Spectrum::bands &&
           body.size() == Overview::head_bytes + std::size_t{columns} * (2 + bands);
}

} // namespace redstart
