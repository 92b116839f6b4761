// Microphone, effect, loudspeaker in one callback, until Enter: the effect here is half the volume.
#include <redstart/redstart.hpp>

#include <cstdint>
#include <cstdio>
#include <cstring>

int main(int count, char** words) try {
    using namespace std::chrono_literals;
    redstart::DuplexStream stream({.input = count > 1 ? words[1] : "default",
                                   .output = count > 2 ? words[2] : "default",
                                   .format = redstart::SampleFormat::s16_le,
                                   .latency = 20ms},
                                  [](const redstart::DuplexStream::Block& block) {
                                      for (std::size_t at = 0;
                                           at + 1 < block.in.size() && at + 1 < block.out.size();
                                           at += 2) {
                                          std::int16_t sample = 0;
                                          std::memcpy(&sample, &block.in[at], 2);
                                          sample = static_cast<std::int16_t>(sample / 2);
                                          std::memcpy(&block.out[at], &sample, 2);
                                      }
                                      return true;
                                  });
    std::getchar();
    std::printf("%.1f ms from the microphone to the loudspeaker\n",
                std::chrono::duration<double, std::milli>(stream.latency()).count());
    stream.stop();
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
