// The stream calls: five seconds from the microphone, on a thread of the stream.
#include <redstart/redstart.hpp>

#include <cstdio>

int main(int count, char** words) try {
    using namespace std::chrono_literals;
    redstart::Frames heard = 0, lost = 0;
    redstart::CaptureStream stream(
        {.device = count > 1 ? words[1] : "default", .rate = 48000},
        [&](std::span<const std::byte> frames, const redstart::CaptureStream::Read& read) {
            heard += read.frames; // `frames` has their bytes
            lost += read.lost;
            return !frames.empty() && heard < 5 * 48000; // false ends the stream
        });
    stream.wait();
    std::printf("%lld frames, %lld lost\n", static_cast<long long>(heard),
                static_cast<long long>(lost));
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
