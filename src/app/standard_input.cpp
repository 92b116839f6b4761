// Measures as it reads: a pipe is read once.
#include "app/standard_input.hpp"

#include "audio/sound_measure.hpp"
#include "wav/stream.hpp"

#include <cmath>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {

std::optional<std::string> file_at_standard_input() {
    struct stat in {};
    if (::fstat(STDIN_FILENO, &in) != 0 || !S_ISREG(in.st_mode)) return {};
    return "/proc/self/fd/0";
}

PipedSound measure_standard_input() {
    WavStream stream(STDIN_FILENO, "standard input");
    SoundMeasure measure(stream.format());
    std::vector<std::byte> room(256 * 1024);
    SoundVerdict verdict(stream.format(), {});
    while (const Frames frames = stream.read(room)) {
        const auto heard = std::span(room).first(stream.format().bytes(frames));
        measure.add(heard);
        verdict.hear(heard);
    }
    const auto to_db = [](float level) { return 20 * std::log10(static_cast<double>(level)); };
    PipedSound sound{stream.info(), {}, {}};
    if (sound.info.frames > 0) sound.verdict = verdict;
    for (unsigned c = 0; c < measure.channels(); ++c)
        sound.levels.push_back({to_db(measure.peak(c)), to_db(measure.rms(c))});
    return sound;
}

} // namespace redstart
