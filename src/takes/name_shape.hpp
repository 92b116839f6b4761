// The shape of a take's name: its text, and marks for the characters that vary.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace redstart {

// No name may hold these. A time has a mark for each of its characters, the others have one in all.
constexpr char seq_mark = 1, time_mark = 2, name_mark = 3;
constexpr std::string_view name_key = "{name}"; // in a pattern

/// What stands for the number and for the name in a text of that shape.
struct ShapeMatch {
    std::string_view seq, name;
};

/// Nothing where the text has another shape.
std::optional<ShapeMatch> match(std::string_view shape, std::string_view text,
                                ShapeMatch found = {}) noexcept;

/// Whether something that no number has stands between the name and the number, wherever both are
/// in a part of a path.
bool keeps_name_and_seq_apart(std::string_view part) noexcept;

/// With this name in place of its marks.
std::string with_name(std::string text, std::string_view name);

/// The pattern of takes that have no name: where {name} stands between two separators, or ends of
/// its part, one of them goes too.
std::string without_name(std::string pattern);

} // namespace redstart
