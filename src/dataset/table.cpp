// One pass over the text, a character at a time where there are quotes.
#include "dataset/table.hpp"

#include <algorithm>
#include <utility>

namespace redstart {
namespace {

class CsvText {
public:
    CsvText(const std::string& name, std::string_view text) : name_(name), text_(text) {}

    bool is_over() const noexcept { return at_ == text_.size(); }

    TableRow row() {
        TableRow row;
        row.line = line_;
        do {
            row.cells.push_back(at('"') ? quoted() : plain());
        } while (passes(','));
        passes('\r');
        if (!is_over() && !passes('\n'))
            throw fault("something follows a cell in quotes", "write a quote in it as \"\"");
        return row;
    }

private:
    bool at(char c) const noexcept { return !is_over() && text_[at_] == c; }
    bool passes(char c) noexcept {
        if (!at(c)) return false;
        ++at_;
        if (c == '\n') ++line_;
        return true;
    }
    bool is_end_of_line() const noexcept {
        return at('\n') || (at('\r') && text_.substr(at_, 2) == "\r\n") || is_over();
    }

    std::string plain() {
        const std::size_t begin = at_;
        while (!is_end_of_line() && !at(',')) ++at_;
        return std::string(text_.substr(begin, at_ - begin));
    }

    std::string quoted() {
        const std::size_t began = line_;
        std::string cell;
        for (++at_; !is_over();) {
            if (passes('"') && !at('"')) return cell;
            if (at('\n')) ++line_;
            cell += text_[at_++];
        }
        line_ = began;
        throw fault("a quote that has no end", "end the cell with one");
    }

    Error fault(const std::string& cause, const std::string& remedy) const {
        return {name_ + ":" + std::to_string(line_), cause, remedy};
    }

    const std::string& name_;
    std::string_view text_;
    std::size_t at_ = 0, line_ = 1;
};

bool is_empty(const TableRow& row) {
    return row.cells.size() == 1 && row.cells.front().empty();
}

} // namespace

std::vector<TableRow> parse_csv(const std::string& name, std::string_view text) {
    std::vector<TableRow> rows;
    for (CsvText csv(name, text); !csv.is_over();)
        if (TableRow row = csv.row(); !is_empty(row)) rows.push_back(std::move(row));
    return rows;
}

std::vector<TableRow> parse_tsv(std::string_view text) {
    std::vector<TableRow> rows;
    std::size_t number = 0;
    for (std::string_view line : lines_of(text)) {
        TableRow row;
        row.line = ++number;
        for (std::size_t tab = line.find('\t'); tab != line.npos; tab = line.find('\t')) {
            row.cells.emplace_back(line.substr(0, tab));
            line.remove_prefix(tab + 1);
        }
        row.cells.emplace_back(line);
        if (!is_empty(row)) rows.push_back(std::move(row));
    }
    return rows;
}

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
    std::string cell = "\"";
    for (const char c : text) cell.append(c == '"' ? 2 : 1, c);
    return cell + '"';
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t length = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, length);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(length + 1, text.size()));
    }
    return lines;
}

} // namespace redstart
