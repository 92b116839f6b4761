// Repairs any WAV file that a crash left behind: another recorder's, or a left-over of ours.
#pragma once

#include "takes/left_overs.hpp"
#include "wav/repair.hpp"

#include <redstart/error.hpp>

#include <functional>

namespace redstart {

/// The file itself; of a folder the WAV files below it, sorted. Links are not followed. A folder
/// that cannot be read is told; throws Error where the path cannot be asked for.
std::vector<std::filesystem::path>
files_to_repair(const std::filesystem::path& path,
                const std::function<void(const Error&)>& unreadable);

struct FileRepair {
    enum class What : std::uint8_t {
        in_use,    // somebody is writing it; passed over
        valid,     // its header is true
        header,    // a true header: `header`
        left_over, // a .part of Redstart's: `left_over`, and what it says of itself
    };
    What what = What::in_use;
    WavRepair header;
    LeftOver left_over;
};

/// What a file needs; nothing is written. Throws Error for a file that is not WAV, or a .part that
/// Redstart did not write.
FileRepair plan_file_repair(const std::filesystem::path& file);

/// The same, done. A left-over may be `left`, with the reason.
FileRepair repair_file(const std::filesystem::path& file);

} // namespace redstart
