// The table of sample formats, and frames to time and back without overflow.
#include <redstart/format.hpp>

#include <array>

namespace redstart {
namespace {

struct Row {
    SampleFormat format;
    std::string_view name;
    std::size_t bytes;
};

constexpr std::array rows = {
    Row{SampleFormat::s16_le, "S16_LE", 2}, Row{SampleFormat::s24_3le, "S24_3LE", 3},
    Row{SampleFormat::s32_le, "S32_LE", 4}, Row{SampleFormat::float_le, "FLOAT_LE", 4}};

constexpr std::int64_t second = 1'000'000'000;

/// value * numerator / denominator, rounded to the nearest; the whole and the rest apart, so that
/// no product is larger than rate times 10^9.
std::int64_t scale(std::int64_t value, std::int64_t numerator, std::int64_t denominator) noexcept {
    const std::int64_t whole = value / denominator, rest = value % denominator;
    const std::int64_t half = rest < 0 ? -denominator / 2 : denominator / 2;
    return whole * numerator + (rest * numerator + half) / denominator;
}

} // namespace

std::size_t sample_bytes(SampleFormat format) noexcept {
    return rows[static_cast<std::size_t>(format)].bytes;
}

std::string_view to_string(SampleFormat format) noexcept {
    return rows[static_cast<std::size_t>(format)].name;
}

std::optional<SampleFormat> sample_format(std::string_view name) noexcept {
    for (const Row& row : rows)
        if (row.name == name) return row.format;
    if (name == "S24_LE") return SampleFormat::s24_3le; // alsa/ packs it
    return {};
}

Frames AudioFormat::frames(std::chrono::nanoseconds duration) const noexcept {
    return scale(duration.count(), rate, second);
}

std::chrono::nanoseconds AudioFormat::duration(Frames frames) const noexcept {
    return std::chrono::nanoseconds(scale(frames, second, rate));
}

} // namespace redstart
