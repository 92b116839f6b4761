// Reads the clocks one behind the other, and writes times without a locale or a zone.
#include "base/timestamp.hpp"

#include "base/boot_id.hpp"

#include <cstdio>

namespace redstart {

using namespace std::chrono;

Timestamp timestamp_now() {
    const WallTime wall = wall_time();
    return {wall.utc, Clock::now(), boottime(), wall.clock, boot_id()};
}

Timestamp at(const Timestamp& known, TimePoint when) {
    const nanoseconds later = when - known.when;
    Timestamp result = known;
    result.utc += duration_cast<system_clock::duration>(later);
    result.when = when;
    result.boottime += later;
    return result;
}

std::string utc_text(system_clock::time_point time) {
    const auto whole = floor<milliseconds>(time);
    const auto day = floor<days>(whole);
    const year_month_day date(day);
    const hh_mm_ss clock(whole - day);
    char text[48];
    std::snprintf(
        text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(date.year()),
        unsigned(date.month()), unsigned(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
        static_cast<int>(clock.subseconds().count()));
    return text;
}

std::optional<system_clock::time_point> parse_utc(std::string_view text) {
    if (text.size() != 24 || text.back() != 'Z') return {};
    int y = 0, h = 0, min = 0, s = 0, ms = 0, end = 0;
    unsigned m = 0, d = 0;
    const std::string copy(text);
    const int read = std::sscanf(copy.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d.%3dZ%n", &y, &m, &d, &h,
                                 &min, &s, &ms, &end);
    const year_month_day date{year(y), month(m), day(d)};
    if (read != 7 || end != 24 || !date.ok() || y < 1970 || y > 2200) return {};
    if (h < 0 || h > 23 || min < 0 || min > 59 || s < 0 || s > 60 || ms < 0) return {};
    return sys_days(date) + hours(h) + minutes(min) + seconds(s) + milliseconds(ms);
}

} // namespace redstart
