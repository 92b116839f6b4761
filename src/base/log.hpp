// What the program tells its owner: one line on standard error, with a level for the journal.
#pragma once

#include <string_view>

namespace redstart {

/// The journal reads the level from a prefix "<4>" (sd-daemon(3)); a terminal gets plain text.
enum class Level : char { error = '3', warning = '4', notice = '5', info = '6' };

/// One system call per line, so lines of two threads never mix. A socket (the journal's) that has
/// no room is not waited for: the line is left out, and how many were is told later. A file or a
/// pipe is waited for. Not for the sound path.
void log(Level level, std::string_view text) noexcept;

inline void log_error(std::string_view text) noexcept {
    log(Level::error, text);
}
inline void log_warning(std::string_view text) noexcept {
    log(Level::warning, text);
}
inline void log_info(std::string_view text) noexcept {
    log(Level::info, text);
}

/// The program in front of each line, "redstart" where nothing else was said. Before the first
/// line.
void log_as(std::string_view program) noexcept; // a literal

/// While the terminal's last line is one that is drawn over and over: a line of the log wipes it.
void log_over_a_drawn_line(bool on) noexcept;

/// Leaves out info and notice lines (`--quiet`).
void log_quietly() noexcept;

} // namespace redstart
