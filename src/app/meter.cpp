// Sixty decibels from left to right; '#' up to the RMS, '=' up to the peak, '|' the peak held.
#include "app/meter.hpp"

#include "appliance/terminal.hpp"
#include "base/units.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace redstart {
namespace {

constexpr auto hold_time = std::chrono::milliseconds(1500);
constexpr float range_db = 60;
constexpr std::size_t most_bars = 8;

/// "  1  -12.3 dB [" before it, "] CLIP" and a free column behind it.
constexpr std::size_t around_bar = 15 + 6 + 1;

float loudest(const std::vector<float>& levels) {
    return levels.empty() ? -120.0F : *std::max_element(levels.begin(), levels.end());
}

} // namespace

std::string Meter::draw(const MeterReading& reading, TimePoint now, std::size_t columns) {
    std::vector<float> peaks = reading.peaks_dbfs, rms = reading.rms_dbfs;
    if (peaks.size() > most_bars) {
        peaks = {loudest(peaks)};
        rms = {loudest(rms)};
    }
    holds_.resize(peaks.size());

    const std::size_t width = std::clamp<std::size_t>(columns, 30, 120) - around_bar;
    std::string text = lines_ > 0 ? "\x1b[" + std::to_string(lines_) + "A" : "";
    for (std::size_t c = 0; c < peaks.size(); ++c) {
        const std::string name =
            reading.peaks_dbfs.size() > most_bars ? "max" : std::to_string(c + 1);
        const float held = hold(holds_[c], peaks[c], now);
        char line[48];
        std::snprintf(line, sizeof line, "%3s %6.1f dB ", name.c_str(),
                      static_cast<double>(std::max(peaks[c], -99.9F)));
        text += "\r" + cut_to(line + bar(peaks[c], rms[c], held, width), columns) + "\x1b[K\n";
    }
    std::string counts = show_clock(reading.elapsed) + "  " + show_bytes(reading.bytes);
    if (!reading.remark.empty()) counts += "  " + reading.remark;
    if (reading.overruns > 0)
        counts += "  overruns: " + std::to_string(reading.overruns) + " (" +
                  std::to_string(reading.lost) + " frames lost, silence in their place)";
    text += "\r" + cut_to(counts, columns) + "\x1b[K\n";
    lines_ = static_cast<unsigned>(peaks.size()) + 1;
    return text;
}

std::string Meter::erase() {
    const unsigned lines = std::exchange(lines_, 0);
    return lines > 0 ? "\x1b[" + std::to_string(lines) + "A\r\x1b[J" : "";
}

float Meter::hold(Hold& hold, float peak, TimePoint now) const {
    if (peak >= hold.dbfs || now - hold.since > hold_time) hold = {peak, now};
    return hold.dbfs;
}

std::string Meter::bar(float peak, float rms, float held, std::size_t width) {
    const auto place = [width](float dbfs) {
        const float part = std::clamp((dbfs + range_db) / range_db, 0.0F, 1.0F);
        return static_cast<std::size_t>(part * static_cast<float>(width) + 0.5F);
    };
    std::string text(width, ' ');
    std::fill_n(text.begin(), place(peak), '=');
    std::fill_n(text.begin(), std::min(place(rms), place(peak)), '#');
    if (const std::size_t at = place(held)) text[at - 1] = '|';
    const bool clipped = held > -0.01F;
    return "[" + text + "]" + (clipped ? " CLIP" : "");
}

} // namespace redstart
