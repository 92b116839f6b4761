// One pass for the levels, in steps of 10 ms, and one for the digest.
#include "dataset/take_facts.hpp"

#include "audio/sound_measure.hpp"
#include "base/unique_fd.hpp"
#include "disk/storage.hpp"
#include "takes/digest.hpp"
#include "wav/frames.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <memory>

namespace redstart {
namespace {

using namespace std::chrono_literals;

std::optional<double> tenth_of_db(float level) {
    if (!(level > 0)) return {};
    return std::round(200 * std::log10(static_cast<double>(level))) / 10 + 0.0; // never -0.0
}

/// Levels and silence, as far as the file goes.
void measure(WavFrames& reader, float loud_dbfs, TakeFacts& facts) {
    const float loud = std::pow(10.0F, loud_dbfs / 20);
    SoundMeasure sound(facts.format);
    const Frames step = facts.format.frames(10ms);
    std::vector<std::byte> block(facts.format.bytes(step)); // in memory
    Frames loud_end = 0;
    bool was_loud = false;
    while (const Frames frames = reader.read(block)) {
        const float peak = sound.add(std::span(block).first(facts.format.bytes(frames)));
        if (peak < loud) continue;
        if (!std::exchange(was_loud, true)) facts.silence_before = sound.frames() - frames;
        loud_end = sound.frames();
    }
    facts.frames = sound.frames();
    facts.silence_after = facts.frames - loud_end;
    if (!was_loud) facts.silence_before = facts.frames;
    facts.peak_dbfs = tenth_of_db(sound.peak());
    facts.rms_dbfs = tenth_of_db(sound.rms());
    facts.clips = sound.clips();
}

std::string digest_of(const std::filesystem::path& wav, const WavInfo& info) {
    const UniqueFd fd(::open(wav.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(wav, errno);
    const auto block = std::make_unique<DigestBlock>();
    return sound_digest(fd.get(), wav, info, *block).value_or("");
}

std::string number(double value, int decimals) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

/// "0.299 s", "0.3 s": rounded down, so that what is too short is told to be.
std::string seconds(std::chrono::nanoseconds time) {
    const auto whole = std::chrono::floor<std::chrono::milliseconds>(time).count();
    std::string text = number(static_cast<double>(whole) / 1000, 3);
    text.erase(text.find_last_not_of('0') + 1);
    return text + (text.ends_with('.') ? "0 s" : " s");
}

} // namespace

TakeFacts read_take(const std::filesystem::path& wav, float loud_dbfs) {
    WavFrames reader(wav);
    TakeFacts facts;
    facts.format = reader.format();
    facts.gaps = static_cast<unsigned>(std::ranges::count_if(
        reader.info().marks, [](const WavMark& mark) { return mark.label.starts_with("gap: "); }));
    measure(reader, loud_dbfs, facts);
    facts.sha256 = digest_of(wav, reader.info());
    return facts;
}

std::vector<std::string> faults_of(const TakeFacts& take, const TakeLimits& limits) {
    std::vector<std::string> faults;
    if (take.gaps > 0 && !limits.gaps_allowed)
        faults.push_back("with a gap (" + std::to_string(take.gaps) + ")");
    if (take.duration() < limits.shortest)
        faults.push_back("too short (" + seconds(take.duration()) + ", at least " +
                         seconds(limits.shortest) + ")");
    if (!take.peak_dbfs && limits.quietest_dbfs > -120)
        faults.emplace_back("too quiet (digital silence: is the microphone muted?)");
    else if (take.peak_dbfs && *take.peak_dbfs < static_cast<double>(limits.quietest_dbfs))
        faults.push_back("too quiet (peak " + number(*take.peak_dbfs, 1) + " dBFS, at least " +
                         number(static_cast<double>(limits.quietest_dbfs), 1) + " dBFS)");
    if (limits.clips > 0 && take.clips >= limits.clips)
        faults.push_back("clipped (" + std::to_string(take.clips) +
                         (take.clips == 1 ? " time" : " times") + ")");
    return faults;
}

} // namespace redstart
