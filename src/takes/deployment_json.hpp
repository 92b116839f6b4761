// A deployment as JSON, and the times by which one asks for it.
#pragma once

#include "takes/deployment.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace redstart {

/// docs/web-takes.md says what stands in it.
nlohmann::json to_json(const Deployment& deployment);

/// "2026-11-21", "2026-11-21T08:15" and whatever of it follows; UTC. Nothing for another text.
std::optional<UtcTime> parse_wanted_time(const std::string& text);

/// To a hundredth.
double hours_in(std::chrono::milliseconds time) noexcept;

} // namespace redstart
