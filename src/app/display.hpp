// What a program shows while it works: written where there is room, and never waited for.
#pragma once

#include "base/unique_fd.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace redstart {

/// Lines, and on a terminal below them one that is drawn over and over. A pipe that nobody reads,
/// or a terminal that was halted (Ctrl-S), holds nobody up: lines wait here for their turn, beyond
/// 64 KiB the oldest of them go. The destructor gives a slow reader a second for the rest.
class Display {
public:
    /// For a descriptor that stays the caller's.
    explicit Display(int fd);
    ~Display();
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;

    void say(std::string_view line);      // control characters in it become spaces
    void show(std::string_view text);     // without a line end: a question
    void draw(const std::string& line);   // nothing where lines cannot be redrawn
    void flush() noexcept { write_on(); } // what waits, as far as there is room now
    bool can_redraw() const noexcept { return is_terminal_; }

private:
    void add(const std::string& text);
    void write_on() noexcept;
    std::size_t room_for(std::size_t bytes) const noexcept;

    static constexpr std::size_t most_waiting = 64 * 1024;

    const int fd_;
    UniqueFd own_; // the same pipe or terminal, without waiting; none for files and sockets
    const bool is_terminal_;
    bool is_drawn_ = false; // the last line on the terminal is the one that is drawn
    std::string waiting_;
};

} // namespace redstart
