// What people do with a take that is finished: one name for it from the socket to the folder.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace redstart {

enum class Care : std::uint8_t {
    keep,    // never removed to make room
    note,    // its text is the take's note from now on
    remove,  // goes in a minute
    restore, // of what was removed, within that minute
};

/// Its word, "keep", "note", "delete" or "undelete"; the control protocol and the commands speak
/// it.
constexpr std::string_view to_string(Care care) noexcept {
    constexpr std::array<std::string_view, 4> words = {"keep", "note", "delete", "undelete"};
    return words[static_cast<std::size_t>(care)];
}

struct TakeCare {
    Care care = Care::keep;
    std::string file; // as start and stop tell it, or its place below the folder of the takes
    std::string text; // of a note; empty: there is none any more
};

} // namespace redstart
