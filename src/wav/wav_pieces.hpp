// What of a WAV file is not sound, piece by piece, for a FLAC file to keep.
#pragma once

#include "wav/info.hpp"

namespace redstart {

struct WavPieces {
    std::vector<std::vector<std::byte>> pieces; // see FlacInfo::Piece
    bool lacks_pad = false; // the sound has an odd number of bytes, and the file ends with it
};

/// Of a file whose header holds. With its sound they are the file again, byte for byte. Throws
/// Error where that could not be: a chunk is longer than a block of FLAC's, or all are too long to
/// be in memory, or a pad byte is not 0.
WavPieces pieces_of_wav(int fd, const std::string& name, const WavInfo& info);

} // namespace redstart
