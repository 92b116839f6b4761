// A counter of frames for each thing that may be wrong, and how long it has to be.
#include "audio/sound_judge.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

namespace redstart {
namespace {

// In seconds
constexpr int zeros_are_silence = 2, quiet_is_silence = 60, still_is_dead = 5, same_are_one = 10,
              dc_lasts = 30;
constexpr float quiet = 3.1623e-5F; // -90 dBFS: 16 bits with nothing but their last one
constexpr std::uint32_t clips_a_minute = 10;
constexpr double dc_offset = 0.01;
constexpr unsigned no_twin = AudioFormat::max_channels;
constexpr Frames compared = 32; // what is the same in all figures may be one tone, shifted

bool has_sound(const PieceMeasure::Channel& channel) noexcept {
    return (channel.high - channel.low) / 2 >= quiet;
}

} // namespace

SoundJudge::SoundJudge(const AudioFormat& format, ChannelSet judged) noexcept
    : format_(format), judged_(judged) {
    begin_anew();
}

void SoundJudge::begin_anew() noexcept {
    warned_ = {};
    zero_ = quiet_ = second_frames_ = dc_frames_ = 0;
    still_ = {};
    value_.fill(NAN);
    twin_.fill(no_twin);
    same_ = {};
    clips_in_ = {};
    clips_ = {};
    dc_ = {};
}

void SoundJudge::hear(std::span<const PieceMeasure::Channel> found,
                      std::span<const std::byte> piece) noexcept {
    const Frames frames = format_.frames_in(piece.size());
    found_ = found;
    heard_ = 0;
    each_judged([&](unsigned c) {
        if (has_sound(found_[c])) heard_ |= ChannelSet{1} << c;
    });
    look_for_silence(frames);
    look_for_dead_channels(frames);
    look_for_same_channels(piece, frames);
    look_for_clips(frames);
    look_for_dc(frames);
}

template <class Use>
void SoundJudge::each_judged(const Use& use) const noexcept {
    for (ChannelSet left = judged_; left != 0; left &= left - 1)
        use(static_cast<unsigned>(std::countr_zero(left)));
}

void SoundJudge::warn(Warning warning, unsigned channel, bool is_on) noexcept {
    const ChannelSet bit = ChannelSet{1} << channel;
    warned_[warning] = is_on ? warned_[warning] | bit : warned_[warning] & ~bit;
}

void SoundJudge::look_for_silence(Frames frames) noexcept {
    bool is_zero = judged_ != 0;
    each_judged([&](unsigned c) { is_zero = is_zero && found_[c].is_zero(); });
    zero_ = is_zero ? zero_ + frames : 0;
    quiet_ = heard_ == 0 ? quiet_ + frames : 0;
    if (heard_ != 0) warned_[Warning::silent] = 0;
    const Frames rate = format_.rate;
    if (zero_ >= zeros_are_silence * rate || quiet_ >= quiet_is_silence * rate)
        warned_[Warning::silent] = judged_;
}

/// While the others pause too it is not known.
void SoundJudge::look_for_dead_channels(Frames frames) noexcept {
    each_judged([&](unsigned c) {
        const bool is_same = found_[c].is_still() && found_[c].low == value_[c];
        value_[c] = found_[c].is_still() ? found_[c].low : NAN;
        if (!is_same)
            still_[c] = 0;
        else if ((heard_ & ~(ChannelSet{1} << c)) != 0)
            still_[c] += frames;
        warn(Warning::dead_channel, c, still_[c] >= still_is_dead * Frames{format_.rate});
    });
}

/// What pauses in both is the same, and says nothing.
void SoundJudge::look_for_same_channels(std::span<const std::byte> piece, Frames frames) noexcept {
    ChannelSet same = 0;
    each_judged([&](unsigned c) {
        const bool is_heard = (heard_ >> c & 1) != 0;
        if (twin_[c] != no_twin && !are_same(twin_[c], c, piece)) twin_[c] = no_twin;
        if (twin_[c] == no_twin) {
            same_[c] = 0;
            if (is_heard) twin_[c] = same_as(c, piece);
        }
        if (twin_[c] == no_twin) return;
        if (is_heard) same_[c] += frames;
        if (same_[c] >= same_are_one * Frames{format_.rate})
            same |= ChannelSet{1} << c | ChannelSet{1} << twin_[c];
    });
    warned_[Warning::same_channels] = same;
}

/// The first channel that is the same in this piece.
unsigned SoundJudge::same_as(unsigned channel, std::span<const std::byte> piece) const noexcept {
    for (unsigned c = 0; c < channel; ++c)
        if ((judged_ >> c & 1) != 0 && are_same(c, channel, piece)) return c;
    return no_twin;
}

bool SoundJudge::are_same(unsigned a, unsigned b, std::span<const std::byte> piece) const noexcept {
    if (!(found_[a] == found_[b])) return false;
    const std::size_t width = sample_bytes(format_.sample);
    const Frames frames = std::min(compared, format_.frames_in(piece.size()));
    const std::byte* frame = piece.data();
    for (Frames i = 0; i < frames; ++i, frame += format_.frame_bytes())
        if (std::memcmp(frame + a * width, frame + b * width, width) != 0) return false;
    return true;
}

void SoundJudge::look_for_clips(Frames frames) noexcept {
    second_frames_ += frames;
    if (second_frames_ >= Frames{format_.rate}) {
        second_frames_ -= format_.rate;
        second_ = (second_ + 1) % minute;
        each_judged([&](unsigned c) { clips_[c] -= std::exchange(clips_in_[second_][c], 0); });
    }
    each_judged([&](unsigned c) {
        clips_in_[second_][c] += static_cast<std::uint16_t>(found_[c].clips);
        clips_[c] += found_[c].clips;
        warn(Warning::clipping, c, clips_[c] > clips_a_minute);
    });
}

void SoundJudge::look_for_dc(Frames frames) noexcept {
    each_judged([&](unsigned c) {
        dc_[c] += static_cast<double>(found_[c].mean) * static_cast<double>(frames);
    });
    dc_frames_ += frames;
    if (dc_frames_ < dc_lasts * Frames{format_.rate}) return;
    const auto all = static_cast<double>(std::exchange(dc_frames_, 0));
    each_judged([&](unsigned c) {
        warn(Warning::dc_offset, c, std::abs(std::exchange(dc_[c], 0) / all) > dc_offset);
    });
}

} // namespace redstart
