// The table of chunk sizes: how long each lasts, and how many bytes it has.
#include <redstart/format.hpp>

#include <chrono>
#include <cstdio>

int main() {
    constexpr struct {
        redstart::Frames frames;
        unsigned rate;
    } rows[] = {{1024, 44100}, {1024, 48000}, {1024, 22050},
                {1024, 16000}, {2048, 44100}, {512, 44100}};
    std::printf("frames    rate  milliseconds  bytes (16-bit mono)\n");
    for (const auto& [frames, rate] : rows) {
        const redstart::AudioFormat format{rate, 1, redstart::SampleFormat::s16_le};
        const std::chrono::duration<double, std::milli> time = format.duration(frames);
        std::printf("%6lld  %6u  %12.1f  %zu\n", static_cast<long long>(frames), rate, time.count(),
                    format.bytes(frames));
    }
}
