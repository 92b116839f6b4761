// Parts with a rank each; the lowest ranks go until what is left fits.
#include "appliance/live_line.hpp"

#include "appliance/terminal.hpp"
#include "base/units.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>

namespace redstart {
namespace {

constexpr std::size_t most_bars = 4, shortest_bar = 6, longest_bar = 30, shortest_file = 12;
constexpr float range_db = 60;
constexpr auto hold_time = std::chrono::milliseconds(1500);

struct Part {
    int rank; // the higher, the longer it stays
    std::string text;
};

bool begins_one(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_one));
}

std::size_t width_of(const std::vector<Part>& parts) {
    std::size_t width = 0;
    for (const Part& part : parts) width += width_of(part.text) + (part.text.empty() ? 0 : 2);
    return width > 0 ? width - 2 : 0;
}

std::string plain(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return text;
}

std::string number(float dbfs) {
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", static_cast<double>(std::max(dbfs, -99.9F)) + 0.0);
    return std::string_view(text) == "-0.0" ? "0.0" : text;
}

/// '#' up to the RMS, '=' up to the peak, '|' at the peak that is held.
std::string bar(float peak, float rms, float held, std::size_t width) {
    const auto place = [width](float dbfs) {
        const float part = std::clamp((dbfs + range_db) / range_db, 0.0F, 1.0F);
        return static_cast<std::size_t>(part * static_cast<float>(width) + 0.5F);
    };
    std::string text(width, ' ');
    std::fill_n(text.begin(), place(peak), '=');
    std::fill_n(text.begin(), std::min(place(rms), place(peak)), '#');
    if (const std::size_t at = place(held)) text[at - 1] = '|';
    return "[" + text + "]";
}

/// A clip that was counted a moment ago, or a peak that is held at full scale.
bool is_clipping(const LiveFacts& facts) {
    if (facts.has_just_clipped) return true;
    constexpr float full_scale_dbfs = -0.01F;
    return std::ranges::any_of(facts.held_dbfs, [](float dbfs) { return dbfs > full_scale_dbfs; });
}

float at(const std::vector<float>& levels, std::size_t channel, float otherwise) {
    return channel < levels.size() ? levels[channel] : otherwise;
}

/// Of more than four channels the loudest stands for all.
LiveFacts grouped(LiveFacts facts) {
    if (facts.peaks_dbfs.size() <= most_bars) return facts;
    for (auto* levels : {&facts.peaks_dbfs, &facts.rms_dbfs, &facts.held_dbfs})
        if (!levels->empty()) *levels = {*std::ranges::max_element(*levels)};
    return facts;
}

/// "-20.1 -19.8 dB" with bars of that width between them, or without; "CLIP" comes for the unit.
std::string levels(const LiveFacts& facts, std::size_t width) {
    std::string text;
    for (std::size_t c = 0; c < facts.peaks_dbfs.size(); ++c) {
        const float peak = facts.peaks_dbfs[c];
        char cell[16];
        std::snprintf(cell, sizeof cell, "%5s", number(peak).c_str());
        text += (text.empty() ? "" : " ") + std::string(cell);
        if (width > 0)
            text +=
                " " + bar(peak, at(facts.rms_dbfs, c, -120), at(facts.held_dbfs, c, -120), width);
    }
    if (text.empty()) return text;
    return text + (is_clipping(facts) ? " CLIP" : " dB");
}

std::string clips(const LiveFacts& facts) {
    return facts.clips ? std::to_string(*facts.clips) + " clipped" : "";
}

std::string lost(const LiveFacts& facts) {
    return facts.lost ? std::to_string(*facts.lost) + " lost" : "";
}

enum Place { state, elapsed, left, level, clip, loss, remark, file, keys, places };

/// With the shortest levels and the whole name of the file.
std::vector<Part> parts_of(const LiveFacts& facts) {
    std::vector<Part> parts(places);
    const std::string light = facts.light.empty() ? "" : facts.light + " ";
    parts[state] = {10, light + facts.state};
    parts[elapsed] = {9, facts.elapsed ? show_clock(*facts.elapsed) : ""};
    parts[left] = {3, facts.left ? "-" + show_clock(*facts.left) : ""};
    parts[level] = {is_clipping(facts) ? 7 : 6, levels(facts, 0)};
    parts[clip] = {facts.clips.value_or(0) > 0 ? 5 : 2, clips(facts)};
    parts[loss] = {facts.lost.value_or(0) > 0 ? 8 : 2, lost(facts)};
    parts[remark] = {2, facts.remark};
    parts[file] = {1, facts.file};
    parts[keys] = {0, facts.keys};
    return parts;
}

bool drop_least(std::vector<Part>& parts) {
    Part* least = nullptr;
    for (Part& part : parts)
        if (!part.text.empty() && (least == nullptr || part.rank <= least->rank)) least = &part;
    const bool is_last = least == nullptr || least == &parts[state];
    if (!is_last) least->text.clear();
    return !is_last;
}

/// What room is left goes to the bars.
void widen_bars(std::vector<Part>& parts, const LiveFacts& facts, std::size_t room) {
    const std::size_t bars = facts.peaks_dbfs.size(), used = width_of(parts);
    if (bars == 0 || parts[level].text.empty() || used >= room) return;
    const std::size_t around = sizeof " []" - 1, each = (room - used) / bars;
    if (each < around + shortest_bar) return;
    parts[level].text = levels(facts, std::min(each - around, longest_bar));
}

} // namespace

std::string shortened(const std::string& name, std::size_t columns) {
    const std::size_t width = width_of(name);
    if (width <= columns) return name;
    if (columns <= 1) return columns == 0 ? "" : "~";
    const std::size_t front = (columns - 1) / 3, back = columns - 1 - front;
    std::string text;
    std::size_t column = 0;
    for (const char byte : name) {
        column += begins_one(byte) ? 1U : 0U; // of this character, from 1
        if (column == front + 1 && begins_one(byte)) text += '~';
        if (column <= front || column > width - back) text += byte;
    }
    return text;
}

std::string live_line(const LiveFacts& all, std::size_t columns) {
    const LiveFacts facts = grouped(all);
    const std::size_t room = columns > 0 ? columns - 1 : 0;
    std::vector<Part> parts = parts_of(facts);
    parts[file].text = shortened(facts.file, shortest_file);
    while (width_of(parts) > room && drop_least(parts)) {
    }
    const std::size_t wished = facts.peaks_dbfs.size() * (shortest_bar + 3);
    if (const std::size_t used = width_of(parts); !parts[file].text.empty() && used < room) {
        const std::size_t spare = room - used, for_bars = std::min(spare, wished);
        parts[file].text = shortened(facts.file, width_of(parts[file].text) + spare - for_bars);
    }
    widen_bars(parts, facts, room);
    std::string line;
    for (const Part& part : parts)
        if (!part.text.empty()) line += (line.empty() ? "" : "  ") + part.text;
    return cut_to(plain(line), columns);
}

float PeakHold::hold(float peak_dbfs, TimePoint now) noexcept {
    if (peak_dbfs >= dbfs_ || now - since_ > hold_time) dbfs_ = peak_dbfs, since_ = now;
    return dbfs_;
}

/// What was counted before the first look was not just now.
bool ClipHold::hold(std::optional<std::uint64_t> clips, TimePoint now) noexcept {
    if (clips && clips_ && *clips > *clips_) since_ = now;
    clips_ = clips;
    return since_ && now - *since_ <= hold_time;
}

} // namespace redstart
