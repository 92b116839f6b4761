// Plays a WAV file: the stream calls for each block, and the program may do other things.
#include <redstart/redstart.hpp>

#include <cstdio>
#include <span>

int main(int count, char** words) try {
    if (count < 2) {
        std::fprintf(stderr, "Usage: play_callback FILE [PCM]\n");
        return 2;
    }
    redstart::WavReader file(words[1]);
    redstart::PlaybackStream stream(
        redstart::exactly(file.format(), count > 2 ? words[2] : "default"),
        [&](std::span<std::byte> block, const redstart::PlaybackStream::Block&) {
            return file.read(block); // 0 at the end, which ends the stream
        });
    std::printf("playing %.1f s\n", std::chrono::duration<double>(file.duration()).count());
    stream.wait();
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
