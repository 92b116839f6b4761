// One microphone, recorded to a file and listened to at the same time, for five seconds.
#include <redstart/redstart.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

int main(int count, char** words) try {
    using namespace std::chrono_literals;
    int peak = 0;
    redstart::Frames heard = 0;
    redstart::RecorderOptions options{.device = count > 2 ? words[2] : "default"};
    // On a thread of its own: it may be late, and the file loses nothing.
    options.listener = [&](std::span<const std::byte> frames, redstart::Frames, redstart::Frames) {
        for (std::size_t at = 0; at + 1 < frames.size(); at += 2) {
            std::int16_t sample = 0;
            std::memcpy(&sample, &frames[at], 2);
            peak = std::max(peak, std::abs(int{sample}));
        }
        heard += redstart::AudioFormat{}.frames_in(frames.size());
    };
    {
        redstart::Recorder recorder(options);
        recorder.start(count > 1 ? words[1] : "analysed.wav", 5s);
        std::printf("%lld frames on the card\n", static_cast<long long>(recorder.wait().frames));
    }
    std::printf("%lld frames heard, peak %d\n", static_cast<long long>(heard), peak);
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
