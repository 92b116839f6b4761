// Hears a file piece by piece, as the recorder would have heard it.
#include "audio/sound_verdict.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace redstart {
namespace {

constexpr float silence = 3.1623e-5F, quiet = 0.01F; // -90 and -40 dBFS
constexpr double dc_offset = 0.01;

std::string number(const char* format, double value) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

} // namespace

SoundVerdict::SoundVerdict(const AudioFormat& format, std::vector<Gap> gaps,
                           std::span<const std::string> tracks)
    : format_(format),
      judged_(judged_channels(format.channels, tracks)),
      gaps_(std::move(gaps)),
      measure_(format),
      judge_(format, judged_) {
    low_.fill(HUGE_VALF);
    high_.fill(-HUGE_VALF);
}

/// Between two gaps at a time.
void SoundVerdict::hear(std::span<const std::byte> frames) {
    for (Frames left = format_.frames_in(frames.size()); left > 0;) {
        Frames count = left;
        bool is_gap = false;
        for (const Gap& gap : gaps_) {
            if (position_ >= gap.at + gap.frames) continue;
            is_gap = position_ >= gap.at;
            count = std::min(left, (is_gap ? gap.at + gap.frames : gap.at) - position_);
            break;
        }
        if (!is_gap) judge(frames.first(format_.bytes(count)));
        if (is_gap) position_ += count;
        frames = frames.subspan(format_.bytes(count));
        left -= count;
    }
}

void SoundVerdict::judge(std::span<const std::byte> frames) {
    by_pieces(format_, frames, [this](std::span<const std::byte> piece) {
        const auto found = measure_.measure(piece);
        judge_.hear(found, piece);
        note(found, format_.frames_in(piece.size()));
    });
}

void SoundVerdict::note(std::span<const PieceMeasure::Channel> found, Frames frames) {
    bool has_sound = false;
    for (unsigned c = 0; c < found.size(); ++c) {
        low_[c] = std::min(low_[c], found[c].low);
        high_[c] = std::max(high_[c], found[c].high);
        sums_[c] += static_cast<double>(found[c].mean) * static_cast<double>(frames);
        clips_[c] += found[c].clips;
        if (found[c].clips > 0 && !first_clip_) first_clip_ = position_;
        if (!found[c].is_sound && !first_no_sound_) first_no_sound_ = position_;
        has_sound = has_sound || found[c].high - found[c].low >= 2 * silence;
    }
    for (const Warning warning : all_warnings) {
        const ChannelSet now = judge_.warned()[warning];
        if (now != 0 && !ever_.has(warning))
            first_[static_cast<std::size_t>(warning)] =
                warning == Warning::silent ? sound_end_ : position_;
        channels_ever_[warning] |= now;
    }
    ever_.add(judge_.warned().set());
    position_ += frames;
    heard_ += frames;
    if (has_sound) sound_end_ = position_;
}

bool SoundVerdict::is_all_silent() const noexcept {
    for (unsigned c = 0; c < format_.channels; ++c)
        if ((judged_ >> c & 1) != 0 && std::max(high_[c], -low_[c]) >= silence) return false;
    return judged_ != 0;
}

std::string SoundVerdict::place(Frames at) const {
    return show_clock(format_.duration(at));
}

std::string SoundVerdict::missing() const {
    Frames lost = 0;
    for (const Gap& gap : gaps_) lost += gap.frames;
    return show_duration(format_.duration(lost)) + " are missing, " +
           (gaps_.size() == 1 ? "at " : "in " + std::to_string(gaps_.size()) + " gaps, first at ") +
           place(gaps_.front().at);
}

std::vector<std::string> SoundVerdict::sentences() const {
    std::vector<std::string> said;
    if (heard_ == 0) return said;
    if (first_no_sound_)
        said.push_back("values that are no sound (infinite, or no numbers), first at " +
                       place(*first_no_sound_) + ": what wrote the file?");
    if (!gaps_.empty()) said.push_back(missing());
    if (is_all_silent()) {
        if (!first_no_sound_) said.emplace_back("silent: is the microphone muted?");
        return said;
    }
    ChannelSet still = channels_ever_[Warning::dead_channel], shifted = 0;
    double offset = 0;
    float peak = 0;
    for (unsigned c = 0; c < format_.channels; ++c) {
        if ((judged_ >> c & 1) == 0) continue;
        const double mean = sums_[c] / static_cast<double>(heard_);
        if (low_[c] == high_[c]) still |= ChannelSet{1} << c;
        if (std::abs(mean) > dc_offset) shifted |= ChannelSet{1} << c;
        if (std::abs(mean) > std::abs(offset)) offset = mean;
        peak = std::max({peak, high_[c], -low_[c]});
    }
    const auto since = [this](Warning warning) {
        return ", first at " + place(first_[static_cast<std::size_t>(warning)]);
    };
    if (ever_.has(Warning::silent))
        said.push_back("silent" + since(Warning::silent) + ": was the microphone muted?");
    if (still != 0) said.push_back(to_string(still) + ": dead, look at the plug");
    if (const auto clips = std::accumulate(clips_.begin(), clips_.end(), 0u); clips > 0)
        said.push_back("clipped at " + std::to_string(clips) +
                       (clips == 1 ? " place, at " : " places, first at ") + place(*first_clip_));
    if (const ChannelSet same = channels_ever_[Warning::same_channels]; same != 0)
        said.push_back(to_string(same) + ": the same sound" + since(Warning::same_channels));
    if (shifted != 0)
        said.push_back(to_string(shifted) + ": off the middle by " +
                       number("%.1f", std::abs(offset) * 100) + " % (DC)");
    if (peak < quiet)
        said.push_back("quiet: peak " + number("%.0f", 20 * std::log10(static_cast<double>(peak))) +
                       " dBFS, raise the gain");
    return said;
}

} // namespace redstart
