// Completes what a program that died has left behind: NAME.wav.part becomes a true NAME.wav.
#pragma once

#include <redstart/format.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace redstart {

struct LeftOver {
    enum class What : std::uint8_t {
        completed, // `file` is its final name
        removed,   // it was empty
        left,      // as it was, for the reason in `why`
    };
    What what = What::left;
    std::filesystem::path file;
    Frames frames = 0;
    std::chrono::nanoseconds duration{};
    std::string why;
    bool was_cut_off = false; // its journal had not come to the end of the take
};

/// Looks at all *.wav.part below a folder, without following links, and returns what became of
/// each; to be called before the first start(). One that a living program writes is passed over,
/// one that Redstart did not write is left. Nothing is ever replaced: beside a NAME.wav it becomes
/// NAME_recovered.wav. A file or folder that cannot be read is `left` with its reason; throws
/// nothing but std::bad_alloc. Any thread; takes as long as the card needs.
std::vector<LeftOver> complete_left_overs(const std::filesystem::path& folder);

} // namespace redstart
