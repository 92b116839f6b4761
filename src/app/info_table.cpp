// Keeps the rows until all of them are known, for each note has a column in all of them.
#include "app/info_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

namespace redstart {
namespace {

constexpr std::array columns = {"file",    "format",    "rate",     "channels",
                                "seconds", "peak_dbfs", "rms_dbfs", "gaps"};

std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\r\n") == cell.npos) return cell;
    std::string text = "\"";
    for (const char c : cell) text += c == '"' ? "\"\"" : std::string(1, c);
    return text + '"';
}

std::string line(const std::vector<std::string>& cells) {
    std::string text;
    for (const std::string& cell : cells)
        text += (&cell == &cells.front() ? "" : ",") + quoted(cell);
    return text + "\r\n";
}

/// Of silence there is no level.
std::string number(double value, int digits) {
    if (!std::isfinite(value)) return {};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

double loudest(const std::vector<Loudness>& levels) {
    double peak = -HUGE_VAL;
    for (const Loudness& level : levels) peak = std::max(peak, level.peak_dbfs);
    return peak;
}

/// Over all channels.
double rms(const std::vector<Loudness>& levels) {
    double squares = 0;
    for (const Loudness& level : levels) squares += std::pow(10, level.rms_dbfs / 10);
    return 10 * std::log10(squares / static_cast<double>(levels.size()));
}

/// A note that is called like a column of ours gets another one.
std::string column_of(const std::string& key) {
    return std::ranges::find(columns, key) == columns.end() ? key : "note_" + key;
}

} // namespace

void InfoTable::add(const std::string& file, const WavInfo& info,
                    const std::vector<Loudness>& levels, const std::optional<Sidecar>& sidecar,
                    std::size_t gaps) {
    const std::string format =
        info.format ? std::string(to_string(info.format->sample)) : info.format_name;
    const double seconds = static_cast<double>(info.frames) / info.rate;
    Row row;
    row.cells = {file,
                 format,
                 std::to_string(info.rate),
                 std::to_string(info.channels),
                 number(seconds, 3),
                 number(loudest(levels), 2),
                 number(rms(levels), 2),
                 std::to_string(sidecar ? sidecar->gaps() : gaps)};
    if (sidecar) row.notes = sidecar->notes;
    rows_.push_back(std::move(row));
}

std::string InfoTable::text() const {
    std::set<std::string> keys;
    for (const Row& row : rows_)
        for (const auto& [key, text] : row.notes.all()) keys.insert(key);
    std::vector<std::string> head(columns.begin(), columns.end());
    for (const std::string& key : keys) head.push_back(column_of(key));
    std::string text = line(head);
    for (const Row& row : rows_) {
        std::vector<std::string> cells = row.cells;
        for (const std::string& key : keys) {
            const auto note = row.notes.all().find(key);
            cells.push_back(note == row.notes.all().end() ? std::string() : note->second);
        }
        text += line(cells);
    }
    return text;
}

} // namespace redstart
