// What `record --ask` does at a bare terminal: asks for a name, and hears Enter.
#pragma once

#include "event/fd_event.hpp"

#include <functional>
#include <optional>
#include <string>

namespace redstart {

/// The first line of standard input that can be the name of a file, with ".wav" where it has no
/// ending. On a terminal it asks again where it cannot, or where the file is there already. Throws
/// Error where the input ends, and for a name out of a pipe that cannot be one. Not a byte behind
/// that line is read.
std::string ask_for_name();

/// Calls `on_enter` for each line that ends on standard input. The end of the input is no Enter,
/// and a program in the background of its terminal hears nothing any more.
class EnterKey {
public:
    EnterKey(EventLoop& loop, std::function<void()> on_enter);

private:
    void read();

    std::function<void()> on_enter_;
    std::optional<FdEvent> typed_;
};

} // namespace redstart
