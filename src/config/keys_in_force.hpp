// Every key of the configuration with the value that is in force.
#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace redstart {

struct KeyInForce {
    std::string key;      // "board", "[audio] rate", "[button 2] line"
    std::string value;    // as a file has it; empty where there is none
    std::string built_in; // likewise
    std::string meaning;  // a sentence or more, with `code`
    std::string range;    // what it takes, in words
};

/// In the order of the manuals. A button or an LED that is not there has no keys, and of [mixer]
/// there are those that are set.
std::vector<KeyInForce> keys_in_force(const Config& config);

} // namespace redstart
