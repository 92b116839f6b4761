// A rectangle for each stretch of equal minutes.
#include "app/report_svg.hpp"

#include <algorithm>
#include <cstdio>

namespace redstart {
namespace {

constexpr int left = 100, top = 56, row = 22, height = 14;

struct Look {
    std::uint8_t bit;
    const char *color, *word;
};
/// What is worse hides what is better; colours that those tell apart who see no red and green.
constexpr std::array looks = {
    Look{DayStrip::gap, "#d55e00", "gap"}, Look{DayStrip::clipped, "#cc79a7", "clipped"},
    Look{DayStrip::silent, "#999999", "silent"}, Look{DayStrip::recorded, "#0072b2", "recorded"}};

const Look* look_of(std::uint8_t minute) {
    const auto found = std::ranges::find_if(
        looks, [minute](const Look& look) { return (minute & look.bit) != 0; });
    return found == looks.end() ? nullptr : found;
}

std::string date_of(std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

std::string rectangle(std::size_t x, int y, std::size_t width, const char* color) {
    std::array<char, 128> text{};
    std::snprintf(text.data(), text.size(),
                  "<rect x=\"%zu\" y=\"%d\" width=\"%zu\" height=\"%d\" fill=\"%s\"/>\n", x, y,
                  width, height, color);
    return text.data();
}

/// "2026-11-21: recorded 1320 minutes, gap 2 minutes"
std::string words_of(const std::string& date, const DayStrip& day) {
    std::string text;
    for (auto look = looks.rbegin(); look != looks.rend(); ++look) {
        const auto count = std::ranges::count_if(
            day.minutes, [&](std::uint8_t minute) { return (minute & look->bit) != 0; });
        if (count > 0)
            text += (text.empty() ? ": " : ", ") + std::string(look->word) + " in " +
                    std::to_string(count) + (count == 1 ? " minute" : " minutes");
    }
    return date + (text.empty() ? ": nothing recorded" : text);
}

std::string strip(const std::string& date, const DayStrip& day, int y) {
    std::string text = "<g role=\"img\" aria-label=\"" + words_of(date, day) + "\"><title>" +
                       words_of(date, day) + "</title>\n<text x=\"4\" y=\"" +
                       std::to_string(y + height - 2) + "\">" + date + "</text>\n" +
                       rectangle(left, y, 1440, "#eeeeee");
    for (std::size_t from = 0; from < day.minutes.size();) {
        const Look* look = look_of(day.minutes[from]);
        std::size_t to = from + 1;
        while (to < day.minutes.size() && look_of(day.minutes[to]) == look) ++to;
        if (look != nullptr) text += rectangle(left + from, y, to - from, look->color);
        from = to;
    }
    return text + "</g>\n";
}

std::string legend() {
    std::string text;
    int x = left;
    for (auto look = looks.rbegin(); look != looks.rend(); ++look, x += 130)
        text += rectangle(static_cast<std::size_t>(x), 8, 14, look->color) + "<text x=\"" +
                std::to_string(x + 20) + "\" y=\"20\">" + look->word + "</text>\n";
    return text;
}

std::string hours() {
    std::string text;
    for (int hour = 0; hour <= 24; hour += 3)
        text += "<text x=\"" + std::to_string(left + hour * 60) + "\" y=\"" +
                std::to_string(top - 8) + "\" text-anchor=\"middle\">" + (hour < 10 ? "0" : "") +
                std::to_string(hour) + ":00</text>\n";
    return text;
}

} // namespace

std::string svg_of(const Deployment& deployment) {
    const int rows = static_cast<int>(std::max<std::size_t>(deployment.days.size(), 1));
    const std::string width = std::to_string(left + 1440 + 24);
    const std::string size = std::to_string(top + rows * row + 8);
    std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width +
                       "\" height=\"" + size + "\" viewBox=\"0 0 " + width + " " + size +
                       "\" font-family=\"sans-serif\" font-size=\"13\">\n<title>What was recorded, "
                       "a strip per day in UTC</title>\n<rect width=\"100%\" height=\"100%\" "
                       "fill=\"#ffffff\"/>\n" +
                       legend() + hours();
    int y = top;
    for (const auto& [day, minutes] : deployment.days) {
        text += strip(date_of(day), minutes, y);
        y += row;
    }
    return text + "</svg>\n";
}

} // namespace redstart
