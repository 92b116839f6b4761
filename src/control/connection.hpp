// One client of the control socket, from accept to close.
#pragma once

#include "base/unique_fd.hpp"
#include "control/protocol.hpp"
#include "event/fd_event.hpp"
#include "event/timer.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

/// Takes one request at a time; the next line is read once the answer is complete, so answers
/// come in the order of their requests. Never waits. Reads no more than the request that is next:
/// the rest stays in the kernel, which holds up the client. What the client does not read is kept
/// up to a bound, and a client beyond it, or without a whole request for `patience`, is hung up on.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using OnRequest = std::function<void(const Request&, const std::shared_ptr<Connection>&)>;
    using OnEnd = std::function<void(const std::shared_ptr<Connection>&)>;

    Connection(EventLoop& loop, UniqueFd fd, std::chrono::nanoseconds patience,
               OnRequest on_request, OnEnd on_end);

    // of Reply
    void send(std::string_view line);
    void answered();
    bool is_open() const noexcept { return state_ != State::over; }

    bool is_following() const noexcept { return state_ == State::following; }

private:
    enum class State : std::uint8_t {
        reading,   // waits for a request
        answering, // somebody holds its Reply
        following, // the same, and the answer goes on
        leaving,   // hangs up once all is sent
        over,
    };

    bool wants_more() const noexcept;
    void on_ready();
    void read();
    void handle_line();
    void take_request(std::string_view line);
    void out_of_patience();
    void refuse_and_leave(const std::string& why);
    void flush();
    void wait_on();
    void end();

    UniqueFd fd_;
    std::chrono::nanoseconds patience_;
    OnRequest on_request_;
    OnEnd on_end_;
    State state_ = State::reading;
    std::string in_, out_;
    std::optional<FdEvent> ready_; // none once it is over
    Timer idle_, next_;
};

} // namespace redstart
