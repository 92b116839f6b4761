// Keeps the sound that is louder than a threshold and drops the rest, for so many seconds.
#include <redstart/redstart.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

double rms_dbfs(std::span<const std::int16_t> samples) {
    double sum = 0;
    for (const double sample : samples) sum += sample * sample;
    return 10 * std::log10(sum / static_cast<double>(samples.size()) / (32768. * 32768.) + 1e-12);
}

int main(int count, char** words) try {
    const double threshold = count > 1 ? std::atof(words[1]) : -40;
    const long seconds = count > 2 ? std::atol(words[2]) : 10;
    redstart::CaptureStream stream(redstart::exactly({44100, 2, redstart::SampleFormat::s16_le},
                                                     count > 3 ? words[3] : "default"));
    redstart::WavWriter kept("kept.wav", stream.format());
    std::vector<std::int16_t> chunk(2 * 1024);
    long dropped = 0;
    for (long chunks = seconds * 44100 / 1024; chunks > 0; --chunks) {
        stream.read(std::as_writable_bytes(std::span(chunk)));
        if (rms_dbfs(chunk) >= threshold)
            kept.write(std::as_bytes(std::span(chunk)));
        else
            ++dropped;
    }
    kept.close();
    std::printf("%lld chunks kept, %ld dropped\n", static_cast<long long>(kept.frames() / 1024),
                dropped);
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
