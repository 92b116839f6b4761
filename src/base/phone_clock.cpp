// Offset and error in one atomic number, so that no reader sees the one without the other.
#include "base/phone_clock.hpp"

#include "base/clock.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace redstart {
namespace {

using namespace std::chrono;

constexpr unsigned error_bits = 14; // up to 16 s; an offset of this century has 42 bits
constexpr std::uint64_t most_error = (1U << error_bits) - 1;

std::atomic<std::uint64_t> told{0}; // milliseconds; 0: nobody has told it

} // namespace

void set_phone_clock(const PhoneTime& now) noexcept {
    const auto offset = round<milliseconds>(now.utc.time_since_epoch() - boottime()).count();
    const auto error = std::clamp<std::int64_t>(now.error.count(), 0, most_error);
    told = static_cast<std::uint64_t>(offset) << error_bits | static_cast<std::uint64_t>(error);
}

std::optional<PhoneTime> phone_clock() noexcept {
    const std::uint64_t packed = told;
    if (packed == 0) return {};
    const milliseconds offset(packed >> error_bits);
    return PhoneTime{
        system_clock::time_point(duration_cast<system_clock::duration>(boottime() + offset)),
        milliseconds(packed & most_error)};
}

} // namespace redstart
