// What `redstart doctor` hears: the device, its clock, its level, and channels that are dead or
// alike.
#pragma once

#include "alsa/source.hpp"
#include "audio/drift.hpp"
#include "check/check_result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace redstart {

/// A microphone that is listened to on a thread of its own until stop() or the destructor: its
/// first seconds are kept, and its clock is measured all the time.
class SoundSample {
public:
    /// Takes the source; `kept` is how much of its sound stays.
    SoundSample(std::unique_ptr<Source> source, std::chrono::nanoseconds kept);
    ~SoundSample() { stop(); }
    SoundSample(const SoundSample&) = delete;
    SoundSample& operator=(const SoundSample&) = delete;

    /// Waits until so much was kept, or the device has failed.
    void wait_for_sound();
    void stop();

    // Each of these after wait_for_sound(), the last two after stop().
    AudioFormat format() const noexcept { return source_->format(); }
    std::span<const std::byte> sound() const noexcept { return std::span(sound_).first(kept_); }
    std::error_code error() const noexcept { return error_; }
    std::optional<double> ppm() const noexcept { return drift_.ppm(); }

private:
    void run();
    void tell_of_sound(std::error_code error);

    std::unique_ptr<Source> source_;
    std::vector<std::byte> sound_, scratch_;
    std::size_t kept_ = 0;
    DriftFit drift_;
    std::error_code error_;
    std::atomic<bool> has_sound_{false}, ends_{false};
    std::thread thread_;
};

/// "device": whether its name will still mean it after the next boot, and what it agreed to.
CheckResult check_device(const AlsaSource& source, const std::string& configured);
CheckResult no_device(const std::string& why);
/// "sound": whether frames come.
CheckResult check_frames(const SoundSample& listening, std::chrono::nanoseconds wanted);
/// "rate": against CLOCK_MONOTONIC_RAW; it takes ten seconds to know.
CheckResult check_rate(std::optional<double> ppm);
/// "level": noise floor (the quietest tenth of a second), peak and DC of each channel.
CheckResult check_level(const AudioFormat& format, std::span<const std::byte> sound);
/// "channels": one that has one constant value, or two that are identical.
CheckResult check_channels(const AudioFormat& format, std::span<const std::byte> sound);

} // namespace redstart
