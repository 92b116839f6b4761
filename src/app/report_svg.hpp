// The days of a deployment as a picture.
#pragma once

#include "takes/deployment.hpp"

#include <string>

namespace redstart {

/// A strip per day, from 00:00 to 24:00 UTC, as one SVG that needs nothing else. Each strip has a
/// text that says the same for those who do not see it.
std::string svg_of(const Deployment& deployment);

} // namespace redstart
