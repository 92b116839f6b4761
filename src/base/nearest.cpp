// Levenshtein's distance: letters put in, left out or changed.
#include "base/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace redstart {
namespace {

std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j + 1] + 1, row[j] + 1});
        }
    }
    return row[to.size()];
}

} // namespace

std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> words) {
    std::optional<std::string> best;
    std::size_t least = 0;
    for (const std::string& word : words) {
        const std::size_t away = distance(typed, word);
        if (away > (word.size() + 2) / 3 || (best && away >= least)) continue;
        best = word;
        least = away;
    }
    return best;
}

} // namespace redstart
