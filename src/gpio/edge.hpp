// One change of a line's level, as the kernel stamped it.
#pragma once

#include <redstart/source.hpp>

namespace redstart {

struct Edge {
    bool active;    // after the edge; the polarity of the wiring is already taken out
    TimePoint when; // the moment of the edge, not of its being read
};

} // namespace redstart
