// What the window at a descriptor can show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace redstart {

/// A terminal whose cursor can be moved: not one that calls itself TERM=dumb.
bool can_redraw(int fd) noexcept;

/// The same, and nobody asked for plain text (NO_COLOR, https://no-color.org).
bool can_colour(int fd) noexcept;

/// Of the window as it is now; 80 where nobody knows.
std::size_t columns_of(int fd) noexcept;

/// Draws a line over the one that is there, and leaves the cursor at its beginning, where a window
/// of another width finds it. Nothing where the terminal takes nothing now (Ctrl-S).
void draw_line(int fd, const std::string& line) noexcept;

/// What fits into so many columns, a character each; UTF-8 stays whole. One column stays free, for
/// a terminal that has filled its last one may go to the next line.
std::string cut_to(std::string_view text, std::size_t columns);

} // namespace redstart
