// Decides from piece after piece of sound what there is to warn of.
#pragma once

#include "audio/piece_measure.hpp"
#include "audio/warnings.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace redstart {

/// Reckons in frames, not by a clock: sound that comes late, or all at once, is judged alike. A
/// warning is on until the sound is better: `silent` until there is sound above -90 dBFS,
/// `dead_channel` until its value changes, `same_channels` until the two differ, `clipping` until
/// the last minute had no more than 10 clips, `dc_offset` until 30 s had none.
///
/// Belongs to one thread; every call is real-time safe.
class SoundJudge {
public:
    SoundJudge(const AudioFormat& format, ChannelSet judged) noexcept;

    /// One piece, as PieceMeasure found it, and its frames.
    void hear(std::span<const PieceMeasure::Channel> found,
              std::span<const std::byte> piece) noexcept;

    const WarnedChannels& warned() const noexcept { return warned_; }

    /// Another microphone, or a new file: nothing is known of it.
    void begin_anew() noexcept;

private:
    static constexpr std::size_t most = AudioFormat::max_channels;
    static constexpr std::size_t minute = 60; // seconds

    template <class Use>
    void each_judged(const Use& use) const noexcept;
    void look_for_silence(Frames frames) noexcept;
    void look_for_dead_channels(Frames frames) noexcept;
    void look_for_same_channels(std::span<const std::byte> piece, Frames frames) noexcept;
    unsigned same_as(unsigned channel, std::span<const std::byte> piece) const noexcept;
    bool are_same(unsigned a, unsigned b, std::span<const std::byte> piece) const noexcept;
    void look_for_clips(Frames frames) noexcept;
    void look_for_dc(Frames frames) noexcept;
    void warn(Warning warning, unsigned channel, bool is_on) noexcept;

    AudioFormat format_;
    ChannelSet judged_;
    WarnedChannels warned_;
    std::span<const PieceMeasure::Channel> found_; // of the piece that is being judged
    ChannelSet heard_ = 0;                         // channels that have sound in it

    Frames zero_ = 0, quiet_ = 0; // for so long all channels are
    std::array<float, most> value_{};
    std::array<Frames, most> still_{}; // for so long at that value, while others had sound
    std::array<unsigned, most> twin_{};
    std::array<Frames, most> same_{};                                // for so long as the twin
    std::array<std::array<std::uint16_t, most>, minute> clips_in_{}; // each second
    std::array<std::uint32_t, most> clips_{};                        // in all of them
    std::size_t second_ = 0;
    Frames second_frames_ = 0, dc_frames_ = 0;
    std::array<double, most> dc_{}; // the sum of the samples
};

} // namespace redstart
