// Figures to text and back; nothing is believed of what is read.
#include "takes/minutes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <utility>

namespace redstart {
namespace {

using nlohmann::json;

constexpr Frames most_frames = Frames{1} << 50;
constexpr double least_dbfs = -400, most_dbfs = 100;

double rounded(double value, double steps) {
    return std::round(value * steps) / steps + 0.0; // never -0.0
}

double rounded_dbfs(float level) {
    return rounded(20 * std::log10(static_cast<double>(level)), 10);
}

json dbfs(float level) {
    return level > 0 ? json(rounded_dbfs(level)) : json();
}

double percent(float dc) {
    return rounded(static_cast<double>(dc) * 100, 100);
}

double seconds(std::uint32_t frames, unsigned rate) {
    return rounded(static_cast<double>(frames) / rate, 10);
}

/// The number in a list of an object, 0 where it is none, or out of bounds.
double number(const json& object, const char* key, std::size_t i, double least, double most,
              double otherwise = 0) {
    const auto list = object.find(key);
    if (list == object.end() || !list->is_array() || i >= list->size()) return otherwise;
    const json& value = (*list)[i];
    if (!value.is_number()) return otherwise;
    const auto found = value.get<double>();
    return found >= least && found <= most ? found : otherwise;
}

std::optional<Frames> frame(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned()) return {};
    const auto value = found->get<std::uint64_t>();
    if (value > static_cast<std::uint64_t>(most_frames)) return {};
    return static_cast<Frames>(value);
}

float level(double decibels) {
    return static_cast<float>(std::pow(10.0, decibels / 20));
}

/// null is no level at all.
ChannelFigures figures_from(const json& object, std::size_t c) {
    const double none = -HUGE_VAL;
    ChannelFigures figures;
    figures.peak = level(number(object, "peak_dbfs", c, least_dbfs, most_dbfs, none));
    const float rms = level(number(object, "rms_dbfs", c, least_dbfs, most_dbfs, none));
    figures.square = rms * rms;
    figures.dc = static_cast<float>(number(object, "dc", c, -1000, 1000) / 100);
    figures.clips = static_cast<std::uint32_t>(number(object, "clips", c, 0, 4e9));
    figures.zeros = static_cast<std::uint32_t>(number(object, "zeros", c, 0, 4e6) * 1000);
    return figures;
}

void merge(MinuteLine& first, const MinuteLine& second) {
    for (std::size_t c = 0; c < std::min(first.channels.size(), second.channels.size()); ++c)
        first.channels[c].add(second.channels[c], first.frames, second.frames);
    first.frames = std::min(first.frames + second.frames, most_frames);
    first.warnings.add(second.warnings);
}

/// Writes into room that ends somewhere; what does not fit is none.
class Text {
public:
    Text(char* begin, char* end) noexcept : at_(begin), end_(end) {}

    void add(std::string_view text) noexcept {
        if (static_cast<std::size_t>(end_ - at_) < text.size()) {
            is_whole_ = false;
            return;
        }
        at_ = std::copy(text.begin(), text.end(), at_);
    }
    template <class... Values>
    void print(const char* format, Values... values) noexcept {
        char text[32];
        std::snprintf(text, sizeof text, format, values...);
        add(text);
    }
    template <class Each>
    void list(const char* key, unsigned count, const Each& each) noexcept {
        print(",\"%s\":[", key);
        for (unsigned i = 0; i < count; ++i) {
            if (i > 0) add(",");
            each(i);
        }
        add("]");
    }
    bool is_whole() const noexcept { return is_whole_; }
    char* at() const noexcept { return at_; }

private:
    char* at_;
    char* end_;
    bool is_whole_ = true;
};

void add_dbfs(Text& text, float level) noexcept {
    if (level > 0)
        text.print("%.1f", rounded_dbfs(level));
    else
        text.add("null");
}

} // namespace

void Minutes::add(MinuteLine line) {
    lines_.push_back(std::move(line));
    const std::size_t channels = std::max<std::size_t>(1, lines_.back().channels.size());
    if (lines_.size() > std::min(most_lines, most_figures / channels)) halve();
}

void Minutes::halve() {
    std::vector<MinuteLine> fewer;
    for (std::size_t i = 0; i < lines_.size(); i += 2) {
        fewer.push_back(std::move(lines_[i]));
        if (i + 1 < lines_.size()) merge(fewer.back(), lines_[i + 1]);
    }
    lines_ = std::move(fewer);
}

void Minutes::cut(Frames frames) {
    std::erase_if(lines_, [=](const MinuteLine& line) { return line.at >= frames; });
    for (MinuteLine& line : lines_) line.frames = std::min(line.frames, frames - line.at);
}

json to_json(const MinuteLine& line) {
    json object = {{"at", line.at},
                   {"frames", line.frames},
                   {"peak_dbfs", json::array()},
                   {"rms_dbfs", json::array()},
                   {"dc", json::array()},
                   {"clips", json::array()},
                   {"zeros", json::array()},
                   {"warnings", line.warnings.words()}};
    for (const ChannelFigures& channel : line.channels) {
        object["peak_dbfs"].push_back(dbfs(channel.peak));
        object["rms_dbfs"].push_back(dbfs(std::sqrt(channel.square)));
        object["dc"].push_back(percent(channel.dc));
        object["clips"].push_back(channel.clips);
        object["zeros"].push_back(seconds(channel.zeros, 1000));
    }
    return object;
}

/// One without position, length or a peak per channel is left out.
std::optional<MinuteLine> minute_from(const json& object) {
    const auto at = frame(object, "at"), frames = frame(object, "frames");
    const auto peaks = object.find("peak_dbfs");
    if (!at || !frames || peaks == object.end() || !peaks->is_array()) return {};
    if (peaks->size() > AudioFormat::max_channels) return {};
    MinuteLine line{*at, *frames, {}, {}};
    for (std::size_t c = 0; c < peaks->size(); ++c)
        line.channels.push_back(figures_from(object, c));
    if (const auto words = object.find("warnings"); words != object.end() && words->is_array())
        for (const json& word : *words)
            if (word.is_string()) line.warnings.set(word.get_ref<const std::string&>());
    return line;
}

char* write_minute(const LevelMinute& minute, unsigned rate, char* begin, char* end) noexcept {
    Text text(begin, end);
    const unsigned count = minute.channel_count;
    const auto& channels = minute.channels;
    text.print("{\"minute\":{\"at\":%lld", static_cast<long long>(minute.at));
    text.print(",\"frames\":%lld", static_cast<long long>(minute.frames));
    text.list("peak_dbfs", count, [&](unsigned c) { add_dbfs(text, channels[c].peak); });
    text.list("rms_dbfs", count,
              [&](unsigned c) { add_dbfs(text, std::sqrt(channels[c].square)); });
    text.list("dc", count, [&](unsigned c) { text.print("%.2f", percent(channels[c].dc)); });
    text.list("clips", count, [&](unsigned c) { text.print("%u", channels[c].clips); });
    text.list("zeros", count,
              [&](unsigned c) { text.print("%.1f", seconds(channels[c].zeros, rate)); });
    text.add(",\"warnings\":[");
    for (bool is_first = true; const Warning warning : all_warnings) {
        if (!minute.warnings.has(warning)) continue;
        text.add(std::exchange(is_first, false) ? "\"" : ",\"");
        text.add(to_string(warning));
        text.add("\"");
    }
    text.add("]}}\n");
    return text.is_whole() ? text.at() : begin;
}

} // namespace redstart
