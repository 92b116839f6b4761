// Words for files in which a line is a take: each in one line.
#pragma once

#include <string>
#include <string_view>

namespace redstart {

/// White space, line ends and control characters, those of Unicode too, become one space, and none
/// at both ends: readers split lines at U+2028 as well as at LF. The text has to be UTF-8; what is
/// none becomes a space.
std::string one_line(std::string_view text);

} // namespace redstart
