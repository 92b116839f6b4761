// The life of a stream: paused, gone on, ended by what its callback throws, told to all who ask.
#include <redstart/redstart.hpp>

#include <cstdio>
#include <stdexcept>

int main(int count, char** words) try {
    redstart::StreamOptions options{.device = count > 1 ? words[1] : "default"};
    options.on_end = [](std::exception_ptr why) { // also where nobody waits
        try {
            if (why) std::rethrow_exception(why);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "the stream has ended: %s\n", error.what());
        }
    };
    redstart::Frames left = 24000;
    redstart::CaptureStream stream(options, [&](auto, const redstart::CaptureStream::Read& read) {
        // read.frames, read.lost, and read.time: when the first frame reached the microphone
        if ((left -= read.frames) <= 0) throw std::runtime_error("half a second is enough");
        return true;
    });
    stream.pause();
    std::puts(stream.is_active() ? "active" : "paused");
    stream.start();
    try {
        std::byte room[4];
        stream.read(room);
    } catch (const redstart::Error& error) {
        std::printf("%s\n", error.what());
    }
    try {
        stream.wait();
    } catch (const std::runtime_error& error) {
        std::printf("thrown out of wait(): %s\n", error.what());
    }
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
