// The cells of a table as text: CSV as RFC 4180 has it, and TSV.
#pragma once

#include <redstart/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace redstart {

struct TableRow {
    std::size_t line = 0; // of the text, from 1, where the row begins
    std::vector<std::string> cells;
};

/// Commas between cells; a cell in quotes may hold commas, line ends, and quotes written twice.
/// Lines end with LF or CRLF; empty ones are left out. Throws Error, "NAME:LINE: ...".
std::vector<TableRow> parse_csv(const std::string& name, std::string_view text);

/// Tabs between cells, and no quoting at all (IANA text/tab-separated-values).
std::vector<TableRow> parse_tsv(std::string_view text);

/// A cell of CSV, in quotes where it needs them.
std::string csv_cell(std::string_view text);

/// What stands between line ends, without them, as both kinds of rows and plain text have it.
std::vector<std::string_view> lines_of(std::string_view text);

} // namespace redstart
