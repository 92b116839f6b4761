// Looks at all that is captured: the meter, the warnings, and figures for the takes.
#pragma once

#include "audio/figures_log.hpp"
#include "audio/levels.hpp"
#include "audio/piece_measure.hpp"
#include "audio/sound_judge.hpp"

#include <array>
#include <span>

namespace redstart {

/// Belongs to the thread that captures; every call is real-time safe. One pass over the samples
/// serves all three. It writes into `levels` and `log`, which outlive it.
class LevelWatch {
public:
    LevelWatch(const AudioFormat& format, ChannelSet judged, Levels& levels,
               FiguresLog& log) noexcept
        : format_(format), measure_(format), judge_(format, judged), levels_(levels), log_(log) {}

    /// Whole frames, the first of them at that place of the stream. True where the warnings have
    /// changed.
    bool hear(Frames first, std::span<const std::byte> frames) noexcept;

    /// Hands over what the log has not got yet: a take may end here.
    void flush() noexcept;

    /// The device has gone: its warnings go, and the next one is judged anew.
    void begin_anew() noexcept;

private:
    static constexpr std::size_t most = AudioFormat::max_channels;

    void add(std::span<const PieceMeasure::Channel> found, Frames frames) noexcept;
    Frames parts_of_a_second(unsigned parts) const noexcept { return format_.rate / parts; }

    AudioFormat format_;
    PieceMeasure measure_;
    SoundJudge judge_;
    Levels& levels_;
    FiguresLog& log_;
    FiguresLog::Stretch stretch_; // that is being measured
    std::array<ChannelFigures, most> figures_{};
};

} // namespace redstart
