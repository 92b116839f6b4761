// Reads prompts by the names of their columns.
#include <redstart/prompts.hpp>

#include "base/utf8.hpp"
#include "dataset/table.hpp"
#include "dataset/text_file.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <span>
#include <string_view>

namespace redstart {
namespace {

constexpr unsigned most_repeats = 10'000;

std::string in_small_letters(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t\r";
    const std::size_t first = text.find_first_not_of(spaces);
    if (first == text.npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(spaces) - first + 1));
}

/// A manifest, which is JSON, could not name what is made of other text.
void refuse_other_encodings(const std::string& name, std::string_view text) {
    std::size_t number = 0;
    for (const std::string_view line : lines_of(text))
        if (++number; !is_utf8(line))
            throw Error(name + ":" + std::to_string(number), "no UTF-8",
                        "iconv -f WINDOWS-1252 -t UTF-8 IT >NEW converts it");
}

/// Without what some editors put in front of UTF-8 (U+FEFF).
std::string_view without_mark(std::string_view text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

std::string numbered_id(std::size_t number) {
    char text[24];
    std::snprintf(text, sizeof text, "%04zu", number);
    return text;
}

/// Which column has what.
class Columns {
public:
    Columns(const std::string& name, const TableRow& names) {
        for (std::size_t i = 0; i < names.cells.size(); ++i)
            places_.emplace(in_small_letters(trimmed(names.cells[i])), i);
        if (places_.contains("text") || places_.contains("label")) return;
        throw Error(name, "its first line names neither a column text nor label",
                    "begin it with a line such as id,text,label,repeat");
    }

    std::string cell(const TableRow& row, const char* column) const {
        const auto place = places_.find(column);
        if (place == places_.end() || place->second >= row.cells.size()) return {};
        return trimmed(row.cells[place->second]);
    }

private:
    std::map<std::string, std::size_t> places_;
};

unsigned repeat_of(const std::string& place, const std::string& text) {
    if (text.empty()) return 1;
    unsigned number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && rest == end && number >= 1 && number <= most_repeats) return number;
    throw Error(place, "repeat is \"" + text + "\"",
                "a number from 1 to " + std::to_string(most_repeats));
}

std::vector<Prompt> from_table(const std::string& name, const std::vector<TableRow>& rows) {
    std::vector<Prompt> prompts;
    std::map<std::string, std::size_t> lines; // by id
    if (rows.empty()) return prompts;
    const Columns columns(name, rows.front());
    for (const TableRow& row : std::span(rows).subspan(1)) {
        const std::string place = name + ":" + std::to_string(row.line);
        Prompt prompt{columns.cell(row, "id"), columns.cell(row, "text"),
                      columns.cell(row, "label"), repeat_of(place, columns.cell(row, "repeat"))};
        if (prompt.text.empty()) prompt.text = prompt.label;
        if (prompt.text.empty()) throw Error(place, "a prompt without a text", "write one");
        if (prompt.id.empty()) prompt.id = numbered_id(prompts.size() + 1);
        const auto [known, is_new] = lines.emplace(prompt.id, row.line);
        if (!is_new)
            throw Error(place,
                        "the id \"" + prompt.id + "\" is that of line " +
                            std::to_string(known->second),
                        "give each prompt one of its own");
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

std::vector<Prompt> from_lines(std::string_view text) {
    std::vector<Prompt> prompts;
    for (const std::string_view line : lines_of(text))
        if (std::string words = trimmed(line); !words.empty())
            prompts.push_back({numbered_id(prompts.size() + 1), std::move(words), {}, 1});
    return prompts;
}

} // namespace

std::vector<Prompt> read_prompts(const std::filesystem::path& file) {
    const std::string whole = read_text_file(file), ending = in_small_letters(file.extension());
    const std::string_view text = without_mark(whole);
    refuse_other_encodings(file, text);
    std::vector<Prompt> prompts = ending == ".csv"   ? from_table(file, parse_csv(file, text))
                                  : ending == ".tsv" ? from_table(file, parse_tsv(text))
                                                     : from_lines(text);
    if (prompts.empty()) throw Error(file, "no prompt in it", "write one in each line");
    return prompts;
}

} // namespace redstart
