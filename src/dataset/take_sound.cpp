// What both kinds of files say, by the readers of both.
#include "dataset/take_sound.hpp"

#include "wav/flac_frames.hpp"
#include "wav/flac_info.hpp"

#include <algorithm>

namespace redstart {
namespace {

std::string fault_of(const WavInfo& info) {
    if (!info.complete) return "it is cut off";
    if (info.note && !info.note->closed) return "it was never finished";
    if (info.frames == 0 || info.rate == 0) return "no sound that Redstart knows";
    return {};
}

} // namespace

TakeSound look_at_sound(int fd, const std::string& name) {
    const WavInfo info = read_sound_info(fd, name);
    TakeSound sound;
    sound.rate = info.rate;
    sound.channels = info.channels;
    sound.frames = info.frames;
    sound.bytes = info.data_bytes;
    sound.gaps = static_cast<std::size_t>(std::ranges::count_if(
        info.marks, [](const WavMark& mark) { return mark.label.starts_with("gap: "); }));
    sound.fault = fault_of(info);
    return sound;
}

std::string digest_of_sound(int fd, const std::filesystem::path& file, DigestBlock& block,
                            const GoOn& go_on) {
    if (is_flac(fd, file)) {
        FlacFrames frames(file);
        return sound_digest(frames, go_on).value_or("");
    }
    return sound_digest(fd, file, read_wav_info(fd, file), block, go_on).value_or("");
}

} // namespace redstart
