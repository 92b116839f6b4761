// How a file of a take sounded, minute by minute, as its sidecar tells it.
#pragma once

#include "audio/level_minutes.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <vector>

namespace redstart {

/// A line of the sidecar: about a minute, or several that became one.
struct MinuteLine {
    Frames at = 0, frames = 0;
    WarningSet warnings;
    std::vector<ChannelFigures> channels; // their zeros in milliseconds
};

/// The lines of a sidecar, no more than it lists: where they would be too many, each two neighbours
/// become one.
class Minutes {
public:
    static constexpr std::size_t most_lines = 1440, most_figures = 16384;

    void add(MinuteLine line);
    void cut(Frames frames); // without lines that begin behind so many frames
    const std::vector<MinuteLine>& lines() const noexcept { return lines_; }
    bool empty() const noexcept { return lines_.empty(); }

private:
    void halve();

    std::vector<MinuteLine> lines_;
};

/// docs/sidecar.md says what stands in it.
nlohmann::json to_json(const MinuteLine& line);
std::optional<MinuteLine> minute_from(const nlohmann::json& object);

/// The same line from the writer thread, into room of its own: no memory is taken. Returns its end,
/// with a newline; the beginning where there is too little room.
char* write_minute(const LevelMinute& minute, unsigned rate, char* begin, char* end) noexcept;

} // namespace redstart
