// A note in the journal of a take that is over, whose sidecar is not made yet.
#pragma once

#include "base/notes.hpp"

#include <filesystem>

namespace redstart {

/// These are its notes from now on, and on the card; a torn last line goes. Throws Error.
void note_in_journal(const std::filesystem::path& journal, const Notes& notes);

} // namespace redstart
