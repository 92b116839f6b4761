// What lies in a folder of takes, and the sound in it.
#pragma once

#include <redstart/format.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// All the frames that a WAV file's header claims.
struct Sound {
    AudioFormat format;
    std::vector<std::byte> bytes;

    Frames frames() const { return format.frames_in(bytes.size()); }
    std::span<const std::byte> from(Frames frame) const {
        return std::span(bytes).subspan(format.bytes(frame));
    }
    /// The number that a counting microphone gave the frame, see counter_number().
    Frames number(Frames frame) const;
};
Sound sound_of(const std::filesystem::path& file);

/// The sound of files of one format, laid end to end.
Sound sound_of(const std::vector<std::filesystem::path>& files);

/// All regular files below a folder whose names end so, in the order of their names.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder,
                                            const std::string& ending = "");

} // namespace redstart
