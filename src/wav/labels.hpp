// Marks and gaps of files for audio editors: Audacity's label track, and Reaper's list of regions.
#pragma once

#include "wav/info.hpp"

#include <string>

namespace redstart {

/// A line for each: begin, end and label by TAB, in seconds. A gap is as long as it is.
std::string audacity_labels(const WavInfo& info);

/// CSV with a head: #,Name,Start,End,Length, times as H:MM:SS.mmm; a gap is a region (R1), the rest
/// are markers (M1).
std::string reaper_labels(const WavInfo& info);

} // namespace redstart
