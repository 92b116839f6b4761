// Whatever a FLAC file says of itself and of the WAV file that it was made of, it is read or
// refused.
#include "fuzz/input.hpp"
#include "wav/flac_info.hpp"

#include <redstart/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace redstart;
    const InputFile file({data, size});
    try {
        const FlacInfo info = read_flac_info(file.fd(), "input");
        for (const FlacInfo::Piece& piece : info.pieces)
            require(piece.offset + piece.bytes <= size);
        const WavInfo wav = read_sound_info(file.fd(), "input");
        require(!wav.format || wav.frames == info.frames);
    } catch (const Error&) { // says what is wrong with it
    }
    return 0;
}
