// A window is loud or not; how long it has been quiet decides the rest.
#include "audio/voice_gate.hpp"

#include "audio/sound_measure.hpp"

#include <algorithm>
#include <cmath>

namespace redstart {
namespace {

constexpr Frames windows_per_second = 100, margin_windows = 25;

/// Of a file that names next to no rate, a single frame.
Frames window_of(const AudioFormat& format) noexcept {
    return std::max<Frames>(1, format.rate / windows_per_second);
}

Frames whole_windows(Frames frames, Frames window) noexcept {
    return (frames + window - 1) / window * window;
}

} // namespace

VoiceGate::VoiceGate(const AudioFormat& format, const VoiceSettings& settings) noexcept
    : format_(format),
      level_(std::pow(10.0F, settings.level_dbfs / 20)),
      window_(window_of(format)),
      margin_(margin_windows * window_),
      hold_(std::max(margin_, whole_windows(format.frames(settings.hold), window_))) {}

Frames VoiceGate::longest_wait() const noexcept {
    return hold_ + margin_ + 2 * window_;
}

VoiceGate::Verdict VoiceGate::hear(std::span<const std::byte> window) noexcept {
    heard_ += format_.frames_in(window.size());
    if (is_loud(window)) {
        is_open_ = true;
        decided_ = quiet_since_ = heard_;
        return {heard_, heard_, false};
    }
    const Frames pause = heard_ - quiet_since_;
    if (is_open_ && pause <= margin_) { // kept, however long the pause gets
        decided_ = heard_;
        return {heard_, heard_, false};
    }
    if (is_open_ && pause < hold_) return {decided_, decided_, false};
    const Verdict verdict{decided_, std::max(decided_, heard_ - margin_), is_open_};
    decided_ = verdict.leave_to;
    is_open_ = false;
    return verdict;
}

bool VoiceGate::is_loud(std::span<const std::byte> window) const noexcept {
    SoundMeasure measure(format_);
    measure.add(window);
    for (unsigned c = 0; c < format_.channels; ++c)
        if (measure.rms(c) >= level_) return true;
    return false;
}

} // namespace redstart
