// What is typed, key by key where it is a terminal.
#pragma once

#include <optional>
#include <string>
#include <termios.h>

namespace redstart {

/// One line of standard input, taken from it byte by byte so that nothing behind it is lost. CR and
/// LF end it. Waits; nothing at the end of the input.
std::optional<std::string> read_typed_line();

/// While it exists a key on the terminal of standard input counts at once and is not shown; Ctrl-C
/// stays the signal that it is. Elsewhere the bytes of standard input are the keys.
class Keys {
public:
    Keys();
    ~Keys();
    Keys(const Keys&) = delete;
    Keys& operator=(const Keys&) = delete;

    static constexpr char enter = '\n';

    /// What can be read now, once it can be read: Enter is `enter`, whether it came as CR, LF or
    /// both. Nothing at the end of the input.
    std::optional<std::string> read();

private:
    std::optional<termios> before_;
    bool was_return_ = false; // the last byte was a CR: an LF behind it is the same Enter
};

} // namespace redstart
