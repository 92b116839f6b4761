// termios(3): no lines, no echo.
#include "app/keys.hpp"

#include <array>
#include <cerrno>
#include <unistd.h>

namespace redstart {
namespace {

/// How many bytes came; 0 at the end of the input, also at that of a terminal that was hung up.
std::size_t read_some(char* room, std::size_t bytes) noexcept {
    for (;;) {
        const ssize_t n = ::read(STDIN_FILENO, room, bytes);
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno != EINTR) return 0;
    }
}

} // namespace

std::optional<std::string> read_typed_line() {
    std::string line;
    for (char c = 0; read_some(&c, 1) == 1;) {
        if (c == '\n' || c == '\r') return line;
        line += c;
    }
    return line.empty() ? std::nullopt : std::optional(line);
}

Keys::Keys() {
    termios now{};
    if (::tcgetattr(STDIN_FILENO, &now) != 0) return;
    before_ = now;
    now.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    now.c_cc[VMIN] = 1;
    now.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &now);
}

Keys::~Keys() {
    if (before_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &*before_);
}

std::optional<std::string> Keys::read() {
    std::array<char, 256> typed;
    const std::size_t bytes = read_some(typed.data(), typed.size());
    if (bytes == 0) return {};
    std::string keys;
    for (std::size_t i = 0; i < bytes; ++i) {
        const bool is_second_half = typed[i] == '\n' && was_return_;
        was_return_ = typed[i] == '\r';
        if (!is_second_half) keys += was_return_ ? enter : typed[i];
    }
    return keys;
}

} // namespace redstart
