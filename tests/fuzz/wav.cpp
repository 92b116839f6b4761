// Whatever a WAV file says of itself, it is read or refused: info, reader and measure.
#include "fuzz/input.hpp"
#include "wav/measure.hpp"

#include <redstart/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace redstart;
    const InputFile file({data, size});
    try {
        const WavInfo info = read_wav_info(file.fd(), "input");
        require(info.data_offset <= size && info.data_bytes <= size - info.data_offset);
        require(!info.format || info.format->bytes(info.frames) <= info.data_bytes);
        WavFrames reader(file.path());
        require(measure(reader).size() == reader.format().channels);
        reader.seek(info.frames / 2);
        std::byte frame[1024];
        reader.read(frame);
    } catch (const Error&) { // says what is wrong with it
    }
    return 0;
}
