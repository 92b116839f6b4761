// Whole files are read into memory: tests record seconds, not hours.
#include "system/takes.hpp"

#include "simulated/counter_frames.hpp"
#include "wav/frames.hpp"

#include <algorithm>

namespace redstart {

Frames Sound::number(Frames frame) const {
    return counter_number(from(frame), format);
}

Sound sound_of(const std::filesystem::path& file) {
    WavFrames reader(file);
    Sound sound{reader.format(),
                std::vector<std::byte>(reader.format().bytes(reader.info().frames))};
    Frames filled = 0;
    while (const Frames got =
               reader.read(std::span(sound.bytes).subspan(sound.format.bytes(filled))))
        filled += got;
    sound.bytes.resize(sound.format.bytes(filled));
    return sound;
}

Sound sound_of(const std::vector<std::filesystem::path>& files) {
    Sound whole;
    for (const auto& file : files) {
        const Sound part = sound_of(file);
        whole.format = part.format;
        whole.bytes.insert(whole.bytes.end(), part.bytes.begin(), part.bytes.end());
    }
    return whole;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                            const std::string& ending) {
    std::vector<std::filesystem::path> files;
    std::error_code gone; // a file may get its final name while it is looked at
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file(gone) && entry.path().string().ends_with(ending))
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace redstart
