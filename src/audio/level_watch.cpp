// A piece is measured once; stretches of a tenth of a second are what takes are told.
#include "audio/level_watch.hpp"

#include <algorithm>

namespace redstart {
namespace {

constexpr unsigned long_enough = 10, worth_telling = 50; // parts of a second

} // namespace

bool LevelWatch::hear(Frames first, std::span<const std::byte> frames) noexcept {
    const WarnedChannels before = judge_.warned();
    std::array<Levels::Shown, most> shown{};
    const auto all = static_cast<float>(format_.frames_in(frames.size()));
    if (first != stretch_.end()) flush();
    by_pieces(format_, frames, [&](std::span<const std::byte> piece) {
        const auto found = measure_.measure(piece);
        const Frames count = format_.frames_in(piece.size());
        judge_.hear(found, piece);
        if (stretch_.frames == 0) stretch_.first = first;
        first += count;
        add(found, count);
        for (std::size_t c = 0; c < found.size(); ++c) {
            shown[c].peak = std::max(shown[c].peak, found[c].peak());
            shown[c].square += found[c].square * static_cast<float>(count) / all;
        }
        if (stretch_.frames >= parts_of_a_second(long_enough)) flush();
    });
    if (stretch_.frames >= parts_of_a_second(worth_telling)) flush();
    levels_.show(std::span(shown).first(format_.channels), format_.frames_in(frames.size()));
    if (judge_.warned() == before) return false;
    levels_.warn(judge_.warned());
    return true;
}

void LevelWatch::add(std::span<const PieceMeasure::Channel> found, Frames frames) noexcept {
    for (unsigned c = 0; c < found.size(); ++c) {
        const PieceMeasure::Channel& piece = found[c];
        const auto zeros = static_cast<std::uint32_t>(piece.is_zero() ? frames : 0);
        figures_[c].add({piece.peak(), piece.square, piece.mean, piece.clips, zeros},
                        stretch_.frames, frames);
        if (piece.clips > 0) levels_.count_clips(c, piece.clips);
    }
    stretch_.frames += frames;
    stretch_.warnings.add(judge_.warned().set());
}

/// Where the log is full, the stretch goes on.
void LevelWatch::flush() noexcept {
    if (stretch_.frames == 0) return;
    stretch_.channels = std::span(figures_).first(format_.channels);
    if (!log_.add(stretch_)) return;
    stretch_ = {.first = stretch_.end(), .frames = 0, .warnings = {}, .channels = {}};
    figures_ = {};
}

void LevelWatch::begin_anew() noexcept {
    flush();
    judge_.begin_anew();
    levels_.warn({});
}

} // namespace redstart
