// A line to the recorder's control socket and the lines that come back, while the loop goes on.
#pragma once

#include "base/unique_fd.hpp"
#include "event/fd_event.hpp"

#include <functional>
#include <string>

namespace redstart {

/// Connected from construction on; destroying it hangs up. Calls back with each whole line, and
/// once with why when the recorder hangs up; a callback may destroy it. Throws Error where nobody
/// listens.
class RecorderCall {
public:
    using OnLine = std::function<void(const std::string&)>;
    using OnEnd = std::function<void(const std::string& why)>;

    RecorderCall(EventLoop& loop, const std::string& socket, std::string line, OnLine on_line,
                 OnEnd on_end);
    ~RecorderCall();
    RecorderCall(const RecorderCall&) = delete;
    RecorderCall& operator=(const RecorderCall&) = delete;

private:
    void on_ready();
    void send();
    bool receive(); // false at the end
    void hand_out_lines();

    std::string socket_;
    UniqueFd fd_;
    std::string out_, in_;
    OnLine on_line_;
    OnEnd on_end_;
    bool* is_gone_ = nullptr; // set while a callback runs that may destroy us
    FdEvent ready_;
};

} // namespace redstart
