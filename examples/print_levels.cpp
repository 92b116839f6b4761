// Prints how loud the microphone is, ten times a second, for ten seconds.
#include <redstart/redstart.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

int main(int count, char** words) try {
    redstart::CaptureStream stream({.device = count > 1 ? words[1] : "default",
                                    .format = redstart::SampleFormat::s16_le,
                                    .exact = true});
    const std::size_t rate = stream.format().rate, channels = stream.format().channels;
    std::vector<std::int16_t> block(rate / 10 * channels);

    for (int i = 0; i < 100; ++i) {
        const auto read = stream.read(std::as_writable_bytes(std::span(block)));
        int peak = 0;
        for (std::size_t n = 0; n < static_cast<std::size_t>(read.frames) * channels; ++n)
            peak = std::max(peak, std::abs(block[n]));
        std::printf("%6.1f dBFS", 20 * std::log10(std::max(peak, 1) / 32768.0));
        if (read.lost > 0) std::printf("  %lld frames lost", static_cast<long long>(read.lost));
        std::printf("\n");
    }
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
