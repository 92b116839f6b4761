// The minutes of a file of a take, each with its figures per channel.
#pragma once

#include "audio/figures_log.hpp"

#include <array>

namespace redstart {

/// About a minute of sound, shorter at the end of a file: stretches of a tenth of a second belong
/// to that minute in which their middle lies. Of gaps there are no figures.
struct LevelMinute {
    Frames at = 0;     // of the file
    Frames frames = 0; // measured in it
    WarningSet warnings;
    unsigned channel_count = 0;
    std::array<ChannelFigures, AudioFormat::max_channels> channels{};

    void add(const FiguresLog::Stretch& stretch) noexcept;
};

/// Belongs to the thread that reads the log. Throws nothing and allocates nothing.
class LevelMinutes {
public:
    LevelMinutes(const AudioFormat& format, const FiguresLog& log) noexcept
        : minute_frames_(Frames{60} * format.rate), log_(log) {}

    /// A file begins with that frame of the stream.
    void begin(Frames first) noexcept;

    /// The file goes up to `next` now: calls `minute` for each that is over, and `stretch` for each
    /// stretch that is in the file.
    template <class OnMinute, class OnStretch>
    void go_on(Frames next, const OnMinute& minute, const OnStretch& stretch) noexcept;

    /// The minute under way, which the end of the file cuts short; empty where nothing is in it.
    LevelMinute take_last() noexcept;

private:
    const Frames minute_frames_;
    const FiguresLog& log_;
    Frames first_ = 0, done_ = 0;
    LevelMinute minute_;
};

template <class OnMinute, class OnStretch>
void LevelMinutes::go_on(Frames next, const OnMinute& minute,
                         const OnStretch& on_stretch) noexcept {
    for (std::size_t i = 0, all = log_.size(); i < all; ++i) {
        const FiguresLog::Stretch stretch = log_[i];
        if (stretch.middle() < done_) continue;
        if (stretch.middle() >= next) return;
        const Frames at = (stretch.middle() - first_) / minute_frames_ * minute_frames_;
        if (at != minute_.at && minute_.frames > 0) minute(take_last());
        minute_.at = at;
        minute_.add(stretch);
        on_stretch(stretch);
        done_ = stretch.end();
    }
}

} // namespace redstart
