// Lines in, lines out, on a socket that never blocks.
#include "control/connection.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace redstart {
namespace {

constexpr std::size_t max_unread_bytes = 65536; // some dozens of status lines

} // namespace

// Every callback holds the connection, as what it calls may end it.
Connection::Connection(EventLoop& loop, UniqueFd fd, std::chrono::nanoseconds patience,
                       OnRequest on_request, OnEnd on_end)
    : fd_(std::move(fd)),
      patience_(patience),
      on_request_(std::move(on_request)),
      on_end_(std::move(on_end)),
      idle_(loop,
            [this] {
                const auto self = shared_from_this();
                out_of_patience();
            }),
      next_(loop, [this] {
          const auto self = shared_from_this();
          handle_line();
      }) {
    ready_.emplace(loop, fd_.get(), [this] {
        const auto self = shared_from_this();
        on_ready();
    });
    idle_.after(patience_);
}

/// Neither while a whole request waits here, nor from a client that does not read its answers.
bool Connection::wants_more() const noexcept {
    return state_ == State::reading && out_.empty() && in_.find('\n') == std::string::npos;
}

void Connection::on_ready() {
    if (wants_more())
        read();
    else
        flush();
}

void Connection::read() {
    std::array<char, max_request_bytes> bytes;
    const auto n = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) return end();
    in_.append(bytes.data(), static_cast<std::size_t>(n));
    handle_line();
}

void Connection::handle_line() {
    if (state_ != State::reading) return;
    const auto end_of_line = in_.find('\n');
    if (end_of_line != std::string::npos) {
        const std::string line = in_.substr(0, end_of_line);
        in_.erase(0, end_of_line + 1);
        take_request(line);
    } else if (in_.size() > max_request_bytes) {
        refuse_and_leave("request: no line end within " + std::to_string(max_request_bytes) +
                         " bytes; one JSON object per line is understood");
    }
}

void Connection::take_request(std::string_view line) {
    state_ = State::answering;
    idle_.cancel();
    wait_on();
    Request request;
    try {
        request = parse_request(line);
    } catch (const Error& error) {
        send(to_line(refusal(error.what())));
        return answered();
    }
    if (request.follow) state_ = State::following;
    on_request_(request, shared_from_this());
}

void Connection::answered() {
    if (state_ != State::answering && state_ != State::following) return;
    state_ = State::reading;
    idle_.after(patience_);
    next_.after({}); // the next line may be here already; from the loop, so that none nests
    wait_on();
}

void Connection::out_of_patience() {
    if (state_ != State::reading || !out_.empty()) return end();
    refuse_and_leave("request: none has come in time; the next needs a new connection");
}

void Connection::refuse_and_leave(const std::string& why) {
    state_ = State::leaving;
    idle_.after(patience_);
    send(to_line(refusal(why)));
}

void Connection::send(std::string_view line) {
    if (state_ == State::over) return;
    out_ += line;
    flush();
    if (out_.size() > max_unread_bytes) end();
}

void Connection::flush() {
    if (state_ == State::over) return;
    // Also with nothing to send: it fails where the peer has hung up.
    const auto n = ::send(fd_.get(), out_.data(), out_.size(), MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR) return end();
    if (n > 0) out_.erase(0, static_cast<std::size_t>(n));
    if (state_ == State::leaving && out_.empty()) return end();
    wait_on();
}

void Connection::wait_on() {
    if (!ready_) return;
    const int in = wants_more() ? POLLIN : 0;
    const int out = out_.empty() ? 0 : POLLOUT;
    ready_->wait_for(static_cast<short>(in | out));
}

void Connection::end() {
    if (state_ == State::over) return;
    state_ = State::over;
    idle_.cancel();
    next_.cancel();
    ready_.reset();
    fd_.reset();
    on_end_(shared_from_this());
}

} // namespace redstart
