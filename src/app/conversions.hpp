// Files that become others, as many at a time as there are cores, while nobody else wants those.
#pragma once

#include "takes/convert.hpp"

#include <functional>
#include <string>
#include <vector>

namespace redstart {

using Convert = std::function<Converted(const std::string& file, const GoOn& go_on)>;

struct Conversion {
    std::string file;
    Converted made;    // where there is no error
    std::string error; // a whole line
};

/// Runs `convert` for each file on threads at idle priority and calls `tell` with each that is
/// over, on this thread. Shows on a terminal how far it is. Ends early where is_asked_to_stop();
/// returns how many files are not done then, each as it was. The signals are blocked: a Signals is
/// there.
std::size_t convert_all(const std::vector<std::string>& files, const Convert& convert,
                        const std::function<void(const Conversion&)>& tell);

} // namespace redstart
