// Lines on standard error, each in one write; under systemd with the level in front.
#include "base/log.hpp"

#include "base/unwaiting.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace redstart {
namespace {

std::string_view program = "redstart";
std::atomic<bool> quiet{false}, is_over_a_drawn_line{false};
std::atomic<unsigned> left_out{0}; // for which a journal or a terminal had no room

bool under_journal() noexcept {
    static const bool journal = std::getenv("JOURNAL_STREAM") != nullptr && ::isatty(2) == 0;
    return journal;
}

iovec part(std::string_view text) noexcept {
    return {const_cast<char*>(text.data()), text.size()};
}

/// The journal's end is a socket. One that hangs is not waited for: the loop logs, and has LED,
/// button and watchdog to serve. False where it had no room for the line.
bool put(Level level, std::string_view text) noexcept {
    const char prefix[] = {'<', static_cast<char>(level), '>'};
    const std::string_view wipe = is_over_a_drawn_line ? "\r\x1b[K" : "";
    const bool has_level = under_journal(); // and the journal knows who it is
    std::array line = {part(wipe),
                       part(has_level ? std::string_view(prefix, sizeof prefix) : program),
                       part(has_level ? "" : ": "), part(text), part("\n")};
    msghdr message{};
    message.msg_iov = line.data();
    message.msg_iovlen = line.size();
    if (::sendmsg(STDERR_FILENO, &message, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return true;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return false;
    if (errno != ENOTSOCK) return true;
    const bool is_taken = ::writev(unwaiting(STDERR_FILENO), line.data(), line.size()) >= 0;
    return is_taken || errno != EAGAIN;
}

/// What was left out is told as soon as there is room again.
bool tell_what_was_left_out() noexcept {
    const unsigned lines = left_out.exchange(0);
    char text[64];
    std::snprintf(text, sizeof text, "log: %u lines left out; nobody took them", lines);
    if (lines == 0 || put(Level::warning, text)) return true;
    left_out += lines;
    return false;
}

} // namespace

void log(Level level, std::string_view text) noexcept {
    if (quiet && level > Level::warning) return;
    if (!tell_what_was_left_out() || !put(level, text)) ++left_out;
}

void log_as(std::string_view name) noexcept {
    program = name;
}

void log_over_a_drawn_line(bool on) noexcept {
    is_over_a_drawn_line = on;
}

void log_quietly() noexcept {
    quiet = true;
}

} // namespace redstart
