// Gives a WAV file that a crash left behind the header that a clean stop would have written.
#pragma once

#include "wav/info.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace redstart {

/// What stands in a file, and what is to stand there. Only the header is ever written, in place;
/// sound and the chunks behind it stay where they are.
struct WavRepair {
    WavInfo before;
    std::string software; // "arecord", "ffmpeg (Lavf59.27.100)"; empty where it cannot be told
    bool is_needed = false;
    bool becomes_rf64 = false;

    std::uint64_t data_bytes = 0;      // of sound, as its header is to claim
    std::uint64_t kept_bytes = 0;      // of chunks behind it
    std::uint64_t zero_bytes = 0;      // at its end: silence, or what a power cut took
    std::uint64_t unclaimed_zeros = 0; // behind what a true header claims; left out

    // to be done, in this order
    std::uint64_t file_bytes = 0;  // shorter by a piece of a frame, or as it is
    std::vector<std::byte> header; // all in front of the sound
    bool pad = false;              // a byte behind an odd number of them
};

/// Writes nothing. Where RIFF's size is the file's and the sound fits into it, the header is true,
/// whatever follows the sound. Where it counts less than the file, it is true if no sound follows
/// its sound. 0, sizes beyond the end, and the 0x80000000 and the like of streams are not true.
/// What Redstart wrote is believed as far as its header goes. Throws Error for a file that
/// is not a WAV file, and with what can be done where no header can be written: without frames of a
/// fixed size, or beyond 4 GiB where there is no room for RF64's sizes.
WavRepair plan_repair(int fd, const std::string& name);

/// Does it, and returns when it is on the card. A power cut in between leaves a file that needs the
/// same repair, or none. `fd` is open for writing; throws Error.
void repair_wav(int fd, const std::string& name, const WavRepair& repair);

} // namespace redstart
