// The clock's offset from the time since the boot and what is to be said of it, in one atomic
// number.
#include "base/dating_time.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace redstart {
namespace {

using namespace std::chrono;

constexpr unsigned error_bits = 15, synchronised_bit = error_bits; // an offset has 42 bits
constexpr std::int64_t most_error = (1 << error_bits) - 2;
constexpr std::uint64_t nothing = 0;

std::atomic<std::uint64_t> first_told{nothing};

/// The error is counted from 1, for 0 stands for none.
std::uint64_t packed(const Timestamp& now) noexcept {
    if (!now.clock.set) return nothing;
    const auto offset = round<milliseconds>(now.utc.time_since_epoch() - now.boottime).count();
    const auto error =
        now.clock.phone_error
            ? std::clamp<std::int64_t>(now.clock.phone_error->count(), 0, most_error) + 1
            : 0;
    return static_cast<std::uint64_t>(offset) << (error_bits + 1) |
           std::uint64_t{now.clock.synchronised} << synchronised_bit |
           static_cast<std::uint64_t>(error);
}

void unpack(std::uint64_t told, Timestamp& into) noexcept {
    const nanoseconds since = into.boottime + milliseconds(told >> (error_bits + 1));
    const auto error = static_cast<std::int64_t>(told & (most_error + 1));
    into.utc = system_clock::time_point(duration_cast<system_clock::duration>(since));
    into.clock = {true, (told >> synchronised_bit & 1) != 0, {}};
    if (error > 0) into.clock.phone_error = milliseconds(error - 1);
}

} // namespace

Timestamp dating_time() {
    std::uint64_t told = first_told;
    Timestamp now = timestamp_now();
    const std::uint64_t fresh = packed(now);
    const bool is_news = (told == nothing) != (fresh == nothing);
    if (is_news && first_told.compare_exchange_strong(told, fresh)) told = fresh;
    if (told != nothing) unpack(told, now);
    return now;
}

sys_time<milliseconds> wall_time_of(nanoseconds boottime, const Timestamp& known) {
    const nanoseconds ago = known.boottime - round<microseconds>(boottime); // as sidecars keep it
    return floor<milliseconds>(known.utc - duration_cast<system_clock::duration>(ago));
}

} // namespace redstart
