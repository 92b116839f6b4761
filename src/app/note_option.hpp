// --note KEY=TEXT, as often as there are notes.
#pragma once

#include "base/notes.hpp"

namespace redstart {

class Command;

/// What is given goes into `notes`, which has to outlive the command; a wrong one is wrong usage.
void add_note_option(Command& command, Notes& notes);

} // namespace redstart
