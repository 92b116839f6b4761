// What is said of words on the command line that mean nothing here.
#pragma once

#include <string>
#include <vector>

namespace redstart {

/// "--fomat: no such option; did you mean --format?" Of what is left over the first that was typed
/// is told. `options` are the long names that there are, without their dashes; `command` is the
/// program and its command, "redstart record".
std::string left_over(const std::vector<std::string>& left, const std::vector<std::string>& typed,
                      const std::vector<std::string>& options, const std::string& command);

/// Of the first word, which is none of `commands`: "\"rekord\" is no command; did you mean record?"
std::string no_command(const std::string& word, const std::vector<std::string>& commands);

/// With where to look behind it.
std::string with_help(const std::string& what, const std::string& command);

} // namespace redstart
