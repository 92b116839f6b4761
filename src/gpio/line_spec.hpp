// How a GPIO line is named, where it is found, and what is said when it cannot be had.
#pragma once

#include <redstart/error.hpp>

#include <functional>
#include <string>

namespace redstart {

/// "GPIO17" is a name that is looked for on every chip; "gpiochip0:17" is a chip and an offset.
/// Names are better: on a Pi 5 the number of the header's chip depends on the kernel.
struct LineSpec {
    std::string name; // empty where a chip is given
    std::string chip; // "gpiochip0"
    unsigned offset = 0;
};

/// Throws Error for any other text.
LineSpec parse_line_spec(const std::string& text);

struct LineAddress {
    std::string chip; // "/dev/gpiochip0"
    unsigned offset;
};

/// The offset of a named line on that chip; -1 with errno where it is not there (ENOENT) or the
/// chip cannot be opened. Each libgpiod has its own way to ask.
using OffsetOnChip = std::function<int(const std::string& chip, const std::string& name)>;

/// Throws Error where there is no GPIO chip, no such line, or no right to look.
LineAddress find_line(const std::string& spec, const OffsetOnChip& offset_on_chip);

/// What an errno value means for the user of a line: EBUSY names `consumer`, who holds it;
/// EACCES the group that is missing; ENOENT how to list the lines.
Error line_error(const std::string& spec, int errno_value, const std::string& consumer = {});

} // namespace redstart
