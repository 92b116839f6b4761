// The device's time is the system's, stretched; frames are counted in the device's time.
// Whole units and rests apart, because 32-bit boards know no 128-bit product.
#include "simulated/device_clock.hpp"

namespace redstart {
namespace {

constexpr std::int64_t second = 1'000'000'000, million = 1'000'000;

/// value * numerator / denominator, rounded down, for positive values.
std::int64_t scale(std::int64_t value, std::int64_t numerator, std::int64_t denominator) noexcept {
    return value / denominator * numerator + value % denominator * numerator / denominator;
}

} // namespace

DeviceClock::Nanoseconds DeviceClock::device_time(TimePoint now) const noexcept {
    const std::int64_t passed = (now - origin_).count();
    return at_origin_ + Nanoseconds(passed + scale(passed, ppm_, million));
}

Frames DeviceClock::frames(TimePoint now) const noexcept {
    return scale(device_time(now).count(), rate_, second);
}

TimePoint DeviceClock::time_of(Frames frame) const noexcept {
    const std::int64_t in_device_time = scale(frame, second, rate_) + 1 - at_origin_.count();
    const std::int64_t faster = scale(in_device_time, ppm_, million + ppm_);
    return origin_ + Nanoseconds(in_device_time - faster + (ppm_ == 0 ? 0 : 1));
}

void DeviceClock::drift(std::int64_t ppm, TimePoint now) noexcept {
    if (ppm == ppm_) return;
    at_origin_ = device_time(now);
    origin_ = now;
    ppm_ = ppm;
}

} // namespace redstart
