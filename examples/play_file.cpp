// Plays a WAV file: the program writes block by block.
#include <redstart/redstart.hpp>

#include <cstdio>
#include <span>
#include <vector>

int main(int count, char** words) try {
    if (count < 2) {
        std::fprintf(stderr, "Usage: play_file FILE [PCM]\n");
        return 2;
    }
    redstart::WavReader file(words[1]);
    redstart::PlaybackStream stream(
        redstart::exactly(file.format(), count > 2 ? words[2] : "default"));
    std::vector<std::byte> block(file.format().bytes(1024));
    while (const redstart::Frames frames = file.read(block))
        stream.write(std::span(block).first(file.format().bytes(frames)));
    stream.drain();
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
