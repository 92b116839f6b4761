// How good a whole file sounds, in words, with the places where it does not.
#pragma once

#include "audio/sound_judge.hpp"

#include <redstart/marks.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// The rules are those of the recorder's warnings, but any clip counts, and for a file that is
/// silent or has a dead channel from end to end it may be shorter. Belongs to one thread.
class SoundVerdict {
public:
    /// Of at most AudioFormat::max_channels. Gaps are told in order; their silence is not judged.
    SoundVerdict(const AudioFormat& format, std::vector<Gap> gaps,
                 std::span<const std::string> tracks = {});

    void hear(std::span<const std::byte> frames); // all of the file, in order

    WarningSet warnings() const noexcept { return ever_; } // that were on at any time
    std::uint32_t clips(unsigned channel) const noexcept { return clips_[channel]; }

    /// "clipped at 3 places, first at 00:01:12". Worst first; empty: nothing is wrong.
    std::vector<std::string> sentences() const;

private:
    void judge(std::span<const std::byte> frames);
    void note(std::span<const PieceMeasure::Channel> found, Frames frames);
    std::string place(Frames at) const;
    std::string missing() const;
    bool is_all_silent() const noexcept;

    static constexpr std::size_t most = AudioFormat::max_channels;

    AudioFormat format_;
    ChannelSet judged_;
    std::vector<Gap> gaps_;
    PieceMeasure measure_;
    SoundJudge judge_;
    Frames position_ = 0, heard_ = 0;
    Frames sound_end_ = 0; // behind the newest sound
    WarningSet ever_;
    WarnedChannels channels_ever_;
    std::array<Frames, all_warnings.size()> first_{};
    std::array<float, most> low_{}, high_{};
    std::array<double, most> sums_{};
    std::array<std::uint32_t, most> clips_{};
    std::optional<Frames> first_clip_, first_no_sound_; // where a piece has it
};

} // namespace redstart
