// ioctl_tty(2), and two customs of terminal programs.
#include "appliance/terminal.hpp"

#include "base/unwaiting.hpp"

#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace redstart {

bool can_redraw(int fd) noexcept {
    const char* const kind = std::getenv("TERM");
    return ::isatty(fd) != 0 && (kind == nullptr || std::string_view(kind) != "dumb");
}

bool can_colour(int fd) noexcept {
    const char* const plain = std::getenv("NO_COLOR");
    return can_redraw(fd) && (plain == nullptr || *plain == '\0');
}

std::size_t columns_of(int fd) noexcept {
    winsize size{};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void draw_line(int fd, const std::string& line) noexcept {
    // Without wrapping at the margin: a window may be narrower already than it says.
    const std::string text = "\x1b[?7l\r" + line + "\x1b[K\x1b[J\r\x1b[?7h";
    [[maybe_unused]] const auto n = ::write(unwaiting(fd), text.data(), text.size());
}

std::string cut_to(std::string_view text, std::size_t columns) {
    std::size_t end = 0;
    for (std::size_t left = columns; end < text.size(); ++end) {
        const bool begins_one = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
        if (begins_one && left-- <= 1) break;
    }
    return std::string(text.substr(0, end));
}

} // namespace redstart
