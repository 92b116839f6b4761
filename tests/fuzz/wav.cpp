// Whatever a WAV says of itself, it is read or refused: info, reader and measure, and as a stream.
#include "base/utf8.hpp"
#include "fuzz/input.hpp"
#include "wav/measure.hpp"
#include "wav/read_metadata.hpp"
#include "wav/stream.hpp"

#include <redstart/error.hpp>

#include <unistd.h>

namespace {

using namespace redstart;

void read_to_its_end(int fd, std::size_t size) {
    ::lseek(fd, 0, SEEK_SET);
    WavStream stream(fd, "input");
    std::vector<std::byte> room(std::max<std::size_t>(4096, stream.format().frame_bytes()));
    std::size_t bytes = 0;
    while (const Frames frames = stream.read(room)) bytes += stream.format().bytes(frames);
    require(bytes <= size);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const InputFile file({data, size});
    try {
        const WavMetadata metadata = read_wav_metadata(file.path());
        for (const auto* fields : {&metadata.bext, &metadata.ixml, &metadata.info, &metadata.guano})
            for (const auto& [key, value] : *fields)
                require(is_plain_text(key) && is_plain_text(value) && !value.empty());
    } catch (const Error&) { // no WAV file
    }
    try {
        read_to_its_end(file.fd(), size);
    } catch (const Error&) {
    }
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
