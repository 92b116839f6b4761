// long_counter FIRST FILE: holds a file of 16-bit stereo to the simulated microphone's
// long-counter.
#include "wav/frames.hpp"

#include <redstart/error.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace redstart {
namespace {

constexpr const char* help =
    "Usage: long_counter FIRST FILE\n"
    "Says how many frames a WAV file has where frame n of them carries FIRST + n, modulo 2^32,\n"
    "which is what a microphone with SOURCE=long-counter gives in 16-bit stereo.\n";

constexpr Frames block_frames = 64 * 1024;

/// Throws Error where a frame is another one than it should be.
void compare(std::span<const std::byte> frames, Frames place, Frames first,
             const std::string& file) {
    for (std::size_t at = 0; at < frames.size(); at += sizeof(std::uint32_t), ++place) {
        std::uint32_t carried = 0;
        std::memcpy(&carried, frames.data() + at, sizeof carried);
        const auto due = static_cast<std::uint32_t>(first + place);
        if (carried != due)
            throw Error(file,
                        "frame " + std::to_string(place) + " carries " + std::to_string(carried),
                        "it should be " + std::to_string(due));
    }
}

Frames check(Frames first, const std::string& file) {
    WavFrames reader(file);
    const AudioFormat format = reader.format();
    if (format.channels != 2 || format.sample != SampleFormat::s16_le)
        throw Error(file, "is not 16-bit stereo", "name a counter's");
    if (!reader.info().complete) throw Error(file, "it claims more than is there", "copy it again");
    std::vector<std::byte> room(format.bytes(block_frames));
    Frames place = 0;
    while (const Frames got = reader.read(room)) {
        compare(std::span(room).first(format.bytes(got)), place, first, file);
        place += got;
    }
    return place;
}

} // namespace
} // namespace redstart

int main(int count, char** words) try {
    if (count != 3) return std::fputs(redstart::help, stderr), 2;
    std::printf("%lld\n", static_cast<long long>(
                              redstart::check(std::strtoll(words[1], nullptr, 10), words[2])));
    return 0;
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
