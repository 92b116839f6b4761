// A kill between two steps leaves two files of one sound; which step it was, the manifest tells.
#include "dataset/flac_takes.hpp"

#include "disk/lookup.hpp"
#include "takes/original.hpp"
#include "wav/flac_encoder.hpp"
#include "wav/sound_frames.hpp"

#include <utility>

namespace redstart {

namespace fs = std::filesystem;

FlacTakes::FlacTakes(const fs::path& folder) : folder_(folder), log_(folder), manifest_(folder) {
    for (const ManifestLine& line : read_manifest(folder)) add(line);
}

void FlacTakes::add(const ManifestLine& line) {
    const bool is_wav = wav_of(line.file) != line.replaces;
    const fs::path wav = folder_ / (is_wav ? line.file : line.replaces);
    if (!is_file(wav) || is_flac(wav)) return;
    if (const auto why = flac_refusal(line.format); !why.empty())
        ++refused_[why];
    else
        takes_.emplace(wav, line);
}

std::vector<std::string> FlacTakes::wavs() const {
    std::vector<std::string> paths;
    for (const auto& [wav, line] : takes_) paths.push_back(wav);
    return paths;
}

Converted FlacTakes::convert(const std::string& wav, const GoOn& go_on) {
    const ManifestLine& line = takes_.at(wav);
    const OriginalFile original(wav, Original::goes);
    const fs::path flac = flac_of(wav);
    Converted made = is_there(flac) ? prove_flac(wav, line.sha256, go_on)
                                    : to_flac(wav, Original::stays, go_on, line.sha256);
    const std::string name = flac.lexically_relative(folder_);
    if (line.file != name) append(name, line);
    original.conclude();
    return made;
}

void FlacTakes::append(const std::string& flac, ManifestLine line) {
    line.replaces = std::exchange(line.file, flac);
    const std::scoped_lock lock(mutex_);
    manifest_.append(line);
}

} // namespace redstart
