// What somebody who begins a take may say of it: a name for its file, and notes.
#pragma once

#include "base/notes.hpp"

#include <string>
#include <string_view>

namespace redstart {

struct TakeWords {
    std::string name; // for {name} in [storage] name; empty: none
    Notes notes;      // for its sidecar
};

constexpr std::size_t most_name_bytes = 64;

/// Throws Error for a name that has other characters, is empty, or is longer than that.
void check_take_name(std::string_view name);

} // namespace redstart
