// Where `record` may put its sound, and what is said of that before it begins.
#pragma once

#include "app/record_options.hpp"

namespace redstart {

/// Sets what the name of the file asks for: FLAC, or /dev/null, which is a test. Throws Error where
/// nothing can be kept there, before the microphone is opened.
void check_target(RecordOptions& options);

/// Where it names itself into a pipe, one line says how the sound goes there.
void say_how_sound_is_piped(const RecordOptions& options);

/// Whether somebody still reads standard output, where that is a pipe.
bool has_reader() noexcept;

} // namespace redstart
