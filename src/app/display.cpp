// Opens the pipe or terminal a second time: O_NONBLOCK on the first would be its other users' too.
#include "app/display.hpp"

#include "appliance/terminal.hpp"

#include <redstart/clock.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view erase_line = "\r\x1b[K";

UniqueFd opened_again(int fd) {
    struct stat status {};
    if (::fstat(fd, &status) != 0 || !(S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)))
        return {};
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    return UniqueFd(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

std::string printable(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return result;
}

} // namespace

Display::Display(int fd)
    : fd_(fd), own_(opened_again(fd)), is_terminal_(redstart::can_redraw(fd)) {}

Display::~Display() {
    if (is_drawn_) add("\r\n");
    for (const TimePoint end = Clock::now() + 1s; !waiting_.empty() && Clock::now() < end;) {
        pollfd out{fd_, POLLOUT, 0};
        ::poll(&out, 1, 100);
        write_on();
    }
}

void Display::say(std::string_view line) {
    add((is_drawn_ ? std::string(erase_line) : "") + printable(line) + "\n");
    is_drawn_ = false;
}

void Display::show(std::string_view text) {
    add(printable(text));
}

/// Not while lines wait: it would be an old one when its turn comes.
void Display::draw(const std::string& line) {
    write_on();
    if (!is_terminal_ || !waiting_.empty()) return;
    add(std::string(erase_line) + cut_to(printable(line), columns_of(fd_)));
    is_drawn_ = true;
}

void Display::add(const std::string& text) {
    waiting_ += text;
    if (waiting_.size() > most_waiting) {
        const std::size_t end = waiting_.find('\n', waiting_.size() - most_waiting);
        waiting_.erase(0, end == waiting_.npos ? end : end + 1);
    }
    write_on();
}

/// How much of it can be written without waiting. A pipe that can be written to has room for a
/// page, a socket for more.
std::size_t Display::room_for(std::size_t bytes) const noexcept {
    if (own_) return bytes;
    pollfd out{fd_, POLLOUT, 0};
    return ::poll(&out, 1, 0) > 0 ? std::min<std::size_t>(bytes, 512) : 0;
}

void Display::write_on() noexcept {
    const int fd = own_ ? own_.get() : fd_;
    while (const std::size_t room = room_for(waiting_.size())) {
        const ssize_t n = ::write(fd, waiting_.data(), room);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno != EAGAIN) waiting_.clear(); // nobody is there any more
        if (n <= 0) return;
        waiting_.erase(0, static_cast<std::size_t>(n));
    }
}

} // namespace redstart
