// A WAV file of Redstart's that was cut off: how much of it is true, and what makes it whole.
#pragma once

#include "wav/info.hpp"
#include "wav/marks.hpp"

#include <string>

namespace redstart {

/// What the files may have gone through. When a program crashes, all that it wrote is in them; when
/// the power is cut or a card is pulled, a file may be longer than what of it is true, and only its
/// header counts. A file that says it is of another boot is never taken for more than its header.
enum class After : std::uint8_t { crash, card_was_away };

struct UnfinishedWav {
    WavInfo info;
    AudioFormat format;
    Frames frames = 0;     // that are true; one at least
    bool is_whole = false; // as long as its header says: it was only not renamed yet
};

/// Empty, or ended in the middle of its very first write: a piece of our header, and nothing behind
/// it. Throws Error where it cannot be read.
bool has_only_begun(int fd, const std::string& name);

/// Throws Error for a file that Redstart did not write, or with no sound in it.
UnfinishedWav read_unfinished(int fd, const std::string& name, After after);

/// Makes of it what WavFile::close() would have made, with these marks; one that is whole, and has
/// marks where there are any, stays as it is, but for a sync. Whenever this is cut short, it can be
/// done again. `fd` is open for writing; throws Error.
void finish_wav(int fd, const std::string& name, const UnfinishedWav& file, const Marks& marks);

} // namespace redstart
