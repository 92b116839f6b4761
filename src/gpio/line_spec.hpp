// How a GPIO line is named, where it is found, and what is said when it cannot be had.
#pragma once

#include <redstart/error.hpp>

#include <functional>
#include <string>
#include <vector>

namespace redstart {

/// "GPIO17" is a name that is looked for on every chip; "gpiochip0:17" is a chip and an offset.
/// Names are better: on a Pi 5 the number of the header's chip depends on the kernel. Where no line
/// has the name, as on kernels that call GPIO2 "SDA1", GPIOn is line n of the chip of the Raspberry
/// Pi's header, which is known by its label.
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

/// Each libgpiod has its own way to ask a chip, "/dev/gpiochip0".
struct ChipQuestions {
    /// The offset of a named line; -1 with errno where it is not there (ENOENT) or the chip cannot
    /// be opened.
    std::function<int(const std::string& chip, const std::string& name)> offset_of;
    std::function<std::string(const std::string& chip)> label_of; // empty where it cannot be had
};

/// Throws Error where there is no GPIO chip, no such line, or no right to look.
LineAddress find_line(const std::string& spec, const ChipQuestions& ask);

/// The part of it that looks for a name, on these chips in their order.
LineAddress find_named_line(const std::string& name, const std::vector<std::string>& chips,
                            const ChipQuestions& ask);

/// What an errno value means for the user of a line: EBUSY names `consumer`, who holds it;
/// EACCES the group that is missing; ENOENT how to list the lines.
Error line_error(const std::string& spec, int errno_value, const std::string& consumer = {});

} // namespace redstart
