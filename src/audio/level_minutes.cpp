// Adds up the stretches of a minute.
#include "audio/level_minutes.hpp"

#include <utility>

namespace redstart {

void LevelMinute::add(const FiguresLog::Stretch& stretch) noexcept {
    channel_count = static_cast<unsigned>(stretch.channels.size());
    for (unsigned c = 0; c < channel_count; ++c)
        channels[c].add(stretch.channels[c], frames, stretch.frames);
    frames += stretch.frames;
    warnings.add(stretch.warnings);
}

void LevelMinutes::begin(Frames first) noexcept {
    first_ = done_ = first;
    minute_ = {};
}

LevelMinute LevelMinutes::take_last() noexcept {
    return std::exchange(minute_, {});
}

} // namespace redstart
