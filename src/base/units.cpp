// Reads and writes durations and sizes without a locale, so that a comma never becomes a point.
#include "base/units.hpp"

#include "base/decimal.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace redstart {
namespace {

using std::chrono::nanoseconds;

struct Unit {
    std::string_view name;
    double worth;
};

constexpr std::array durations = {Unit{"", 1e9},     Unit{"s", 1e9},    Unit{"ms", 1e6},
                                  Unit{"us", 1e3},   Unit{"ns", 1},     Unit{"m", 60e9},
                                  Unit{"min", 60e9}, Unit{"h", 3600e9}, Unit{"d", 86400e9}};
constexpr std::array sizes = {Unit{"", 1},
                              Unit{"B", 1},
                              Unit{"kB", 1e3},
                              Unit{"KB", 1e3},
                              Unit{"MB", 1e6},
                              Unit{"GB", 1e9},
                              Unit{"TB", 1e12},
                              Unit{"KiB", 1024.},
                              Unit{"MiB", 1048576.},
                              Unit{"GiB", 1073741824.},
                              Unit{"TiB", 1099511627776.}};

/// NUMBER UNIT with at most spaces between them; the value in the unit's base, below `limit`.
template <class Units>
std::optional<double> parse(std::string_view text, const Units& units, double limit) noexcept {
    if (text.empty() || text[0] < '0' || text[0] > '9') return {};
    const auto number = read_decimal(text);
    if (!number) return {};
    std::string_view word = number->rest;
    while (!word.empty() && word[0] == ' ') word.remove_prefix(1);
    for (const Unit& unit : units)
        if (unit.name == word && number->value * unit.worth < limit)
            return number->value * unit.worth;
    return {};
}

struct Step {
    const char* unit;
    std::uint64_t worth;
};

constexpr std::array duration_steps = {Step{"d", 86400'000'000'000}, Step{"h", 3600'000'000'000},
                                       Step{"m", 60'000'000'000},    Step{"s", 1'000'000'000},
                                       Step{"ms", 1'000'000},        Step{"us", 1000}};
constexpr std::array size_steps = {Step{"GiB", 1073741824}, Step{"GB", 1'000'000'000},
                                   Step{"MiB", 1048576},    Step{"MB", 1'000'000},
                                   Step{"KiB", 1024},       Step{"kB", 1000}};

/// In the largest unit of which it is a whole number, else in the `smallest`.
template <class Steps>
std::string in_whole_units(std::uint64_t value, const Steps& steps, const char* smallest) {
    for (const Step& step : steps)
        if (value % step.worth == 0) return std::to_string(value / step.worth) + step.unit;
    return std::to_string(value) + smallest;
}

template <class... Values>
std::string print(const char* format, Values... values) {
    char text[64];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

} // namespace

std::optional<nanoseconds> parse_duration(std::string_view text) noexcept {
    constexpr double century = 36525. * 86400e9;
    const auto value = parse(text, durations, century);
    if (!value) return {};
    const nanoseconds rounded(static_cast<std::int64_t>(*value + 0.5));
    return *value > 0 ? std::max(rounded, nanoseconds(1)) : rounded; // 0 means another thing
}

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
    const auto value = parse(text, sizes, 9e18);
    if (!value) return {};
    return static_cast<std::uint64_t>(*value + 0.5);
}

std::string show_duration(nanoseconds duration) {
    const double seconds = std::chrono::duration<double>(duration).count();
    const auto whole = static_cast<long long>(seconds + 0.5);
    if (seconds < 1) return print("%.0f ms", seconds * 1000);
    if (seconds < 60) return print("%.1f s", seconds);
    if (whole < 3600) return print("%lld:%02lld min", whole / 60, whole % 60);
    return print("%lld:%02lld:%02lld h", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string show_bytes(std::uint64_t bytes) {
    constexpr std::array names = {"bytes", "kB", "MB", "GB", "TB", "PB"};
    if (bytes < 1000) return print("%llu bytes", static_cast<unsigned long long>(bytes));
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 999.95 && unit + 1 < names.size()) value /= 1000, ++unit;
    return print("%.1f %s", value, names[unit]);
}

std::string exact_duration(nanoseconds duration) {
    if (duration.count() == 0) return "0s";
    return in_whole_units(static_cast<std::uint64_t>(duration.count()), duration_steps, "ns");
}

std::string exact_size(std::uint64_t bytes) {
    return bytes == 0 ? "0B" : in_whole_units(bytes, size_steps, "B");
}

std::string show_clock(nanoseconds duration) {
    const auto s =
        static_cast<long long>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
    return print("%02lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
}

} // namespace redstart
