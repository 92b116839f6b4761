// The status as scripts read it.
#pragma once

#include "station/station.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace redstart {

/// The object of `redstart status --json`; its keys are a promise. An empty device is
/// not known.
nlohmann::json to_json(const StationStatus& status, const std::string& device);

} // namespace redstart
