// What the page's list says of one take.
#pragma once

#include "web/take_folder.hpp"
#include "web/take_index.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace redstart {

/// docs/web-takes.md says what stands in it. Reads the head of its sound and its sidecar, less than
/// 1 MB of memory whatever they say; what cannot be read is null. `verified` is what the overview
/// found.
nlohmann::json take_entry(const TakeFolder& folder, const TakeIndex::Take& take,
                          std::optional<bool> verified);

} // namespace redstart
