// connect(2) to a Unix socket never waits here: a full queue is an error.
#include "web/recorder_call.hpp"

#include "control/address.hpp"

#include <redstart/error.hpp>

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace redstart {
namespace {

constexpr std::size_t max_line_bytes = 1 << 20;

Error nobody(const std::string& socket, int error) {
    if (error == EACCES || error == EPERM)
        return {socket, "no permission", "let redstart-web's user into the group redstart"};
    if (error == EAGAIN)
        return {socket, "the recorder does not answer", "sudo systemctl restart redstart"};
    return {socket, "the recorder is not there", "systemctl status redstart shows why"};
}

UniqueFd connected(const std::string& socket) {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) throw system_error("socket", errno);
    const SocketAddress address(socket);
    if (::connect(fd.get(), address.get(), address.size()) != 0) throw nobody(socket, errno);
    return fd;
}

} // namespace

RecorderCall::RecorderCall(EventLoop& loop, const std::string& socket, std::string line,
                           OnLine on_line, OnEnd on_end)
    : socket_(socket),
      fd_(connected(socket)),
      out_(std::move(line)),
      on_line_(std::move(on_line)),
      on_end_(std::move(on_end)),
      ready_(
          loop, fd_.get(), [this] { on_ready(); }, POLLIN | POLLOUT) {}

RecorderCall::~RecorderCall() {
    if (is_gone_ != nullptr) *is_gone_ = true;
}

void RecorderCall::on_ready() {
    bool is_gone = false;
    is_gone_ = &is_gone;
    send();
    const bool goes_on = receive();
    hand_out_lines();
    if (is_gone) return;
    if (!goes_on) {
        ready_.wait_for(0);
        const auto told = std::exchange(on_end_, nullptr);
        if (told) told(nobody(socket_, ECONNRESET).what());
    }
    if (!is_gone) is_gone_ = nullptr;
}

void RecorderCall::send() {
    if (out_.empty()) return;
    const auto n = ::send(fd_.get(), out_.data(), out_.size(), MSG_NOSIGNAL);
    if (n > 0) out_.erase(0, static_cast<std::size_t>(n));
    if (out_.empty()) ready_.wait_for(POLLIN);
}

bool RecorderCall::receive() {
    std::array<char, 4096> bytes;
    const auto n = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    in_.append(bytes.data(), static_cast<std::size_t>(n));
    return n > 0 && in_.size() <= max_line_bytes;
}

void RecorderCall::hand_out_lines() {
    const bool* const is_gone = is_gone_;
    for (std::size_t end = 0; (end = in_.find('\n')) != in_.npos;) {
        const std::string line = in_.substr(0, end);
        in_.erase(0, end + 1);
        const auto on_line = on_line_; // outlives us where it destroys us
        on_line(line);
        if (*is_gone) return;
    }
}

} // namespace redstart
