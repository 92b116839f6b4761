// A label is one line in one cell, whatever it says.
#include "wav/labels.hpp"

#include "wav/gap_marks.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace redstart {
namespace {

/// Of a mark that stands for a gap, as far as there is sound; else 0.
Frames length_of(const WavInfo& info, const WavMark& mark) {
    const auto gap = gap_of(mark, info.frames);
    return gap ? gap->frames : 0;
}

std::string one_line(std::string label) {
    for (char& c : label)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
    return label;
}

std::string cell(const std::string& label) {
    if (label.find_first_of(",\"") == label.npos) return label;
    std::string text = "\"";
    for (const char c : label) text += c == '"' ? "\"\"" : std::string(1, c);
    return text + '"';
}

template <class... Values>
std::string text(const char* format, Values... values) {
    std::array<char, 128> line{};
    std::snprintf(line.data(), line.size(), format, values...);
    return line.data();
}

double seconds(const WavInfo& info, Frames frames) {
    return static_cast<double>(frames) / info.rate;
}

std::string clock_of(const WavInfo& info, Frames frames) {
    const auto millis = static_cast<long long>(seconds(info, frames) * 1000 + 0.5);
    return text("%lld:%02lld:%02lld.%03lld", millis / 3'600'000, millis / 60'000 % 60,
                millis / 1000 % 60, millis % 1000);
}

} // namespace

std::string audacity_labels(const WavInfo& info) {
    std::string lines;
    for (const WavMark& mark : info.marks)
        lines += text("%.6f\t%.6f\t", seconds(info, mark.at),
                      seconds(info, mark.at + length_of(info, mark))) +
                 one_line(mark.label) + '\n';
    return lines;
}

std::string reaper_labels(const WavInfo& info) {
    std::string lines = "#,Name,Start,End,Length\n";
    int markers = 0, regions = 0;
    for (const WavMark& mark : info.marks) {
        const Frames length = length_of(info, mark);
        const std::string name = cell(one_line(mark.label));
        lines += length > 0 ? text("R%d,", ++regions) : text("M%d,", ++markers);
        lines += name + ',' + clock_of(info, mark.at) + ',';
        if (length > 0) lines += clock_of(info, mark.at + length);
        lines += ',';
        if (length > 0) lines += clock_of(info, length);
        lines += '\n';
    }
    return lines;
}

} // namespace redstart
