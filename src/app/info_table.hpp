// What `redstart info --csv` makes: the table of a data set, a line per file.
#pragma once

#include "takes/sidecar.hpp"
#include "wav/measure.hpp"

#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// As RFC 4180 has it: commas, quotes where they are needed, lines that end in CR LF, one line of
/// names first. The columns of all notes follow the fixed ones, in the order of their keys; what is
/// not known is empty.
class InfoTable {
public:
    void add(const std::string& file, const WavInfo& info, const std::vector<Loudness>& levels,
             const std::optional<Sidecar>& sidecar, std::size_t gaps);

    std::string text() const;

private:
    struct Row {
        std::vector<std::string> cells;
        Notes notes;
    };
    std::vector<Row> rows_;
};

} // namespace redstart
