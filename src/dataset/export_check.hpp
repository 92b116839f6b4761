// Whether every take may go into an export: it is there, whole, what was recorded, and has what the
// format needs.
#pragma once

#include "dataset/export_take.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace redstart {

/// Called with what is done of it, again and again; what it throws ends the export.
using ExportProgress = std::function<void(std::uint64_t done, std::uint64_t of)>;

struct TakeNeeds {
    bool text = false;     // a take has to have one
    bool wav = false;      // and may not be FLAC
    bool any_gaps = false; // a take may have lost frames
};

/// Reads all the sound whose digest is known, after a look at each header. Throws one Error for all
/// the takes that cannot go, which names the first ten and what to do.
void check_takes(const std::filesystem::path& folder, std::vector<ExportTake>& takes,
                 const TakeNeeds& needs, const ExportProgress& progress = {});

} // namespace redstart
