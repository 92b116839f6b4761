// Five seconds of the microphone in memory: looked at as numbers, then saved.
#include <redstart/redstart.hpp>

#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

int main(int count, char** words) try {
    using namespace std::chrono_literals;
    redstart::CaptureStream stream(redstart::exactly({44100, 1, redstart::SampleFormat::s16_le},
                                                     count > 2 ? words[2] : "default"));
    std::vector<std::int16_t> samples(static_cast<std::size_t>(stream.format().frames(5s)));
    const auto sound = std::as_writable_bytes(std::span(samples));
    const redstart::CaptureStream::Read read = stream.read(sound);
    if (read.lost > 0) std::printf("%lld frames lost\n", static_cast<long long>(read.lost));

    for (const std::int16_t sample : std::span(samples).first(20)) std::printf("%d ", sample);
    redstart::write_wav(count > 1 ? words[1] : "five_seconds.wav", stream.format(), sound);
    std::printf("\n%zu frames saved\n", samples.size());
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
