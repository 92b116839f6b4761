// The takes that an export is made of: those of a manifest, or of any folder.
#pragma once

#include "base/unique_fd.hpp"

#include <redstart/format.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace redstart {

using TakeNotes = std::map<std::string, std::string>;

struct ExportTake {
    std::string file;     // relative to the folder, nothing in it leads out of there
    std::size_t line = 0; // of the manifest; 0: there is none
    std::string id, text, label, speaker;   // each in one line
    std::string start;                      // UTC, or empty
    std::shared_ptr<const TakeNotes> notes; // of its session, or of its sidecar; never null
    std::string sha256;                     // of its sound, as it was told; empty: by nobody
    std::size_t gaps = 0;                   // that were told

    // what check_takes() finds
    unsigned rate = 0, channels = 0;
    Frames frames = 0;
    std::uint64_t sound_bytes = 0;

    double seconds() const noexcept { return static_cast<double>(frames) / rate; }
    /// ".wav" or ".flac"; empty where its name ends otherwise.
    std::string ending() const;
    /// For messages: "yes/alice_1.wav (line 3)".
    std::string name() const;
    std::string note(const char* key) const; // in one line, or empty
};

/// What a folder's manifest.jsonl lists and no later line replaces, in that order; without a
/// manifest the .wav and .flac files below it, sorted, with text, label and speaker from the notes
/// in their sidecars. Throws Error, for a line of the manifest that names no file within the
/// folder, names one twice or is beyond all bounds with its number.
std::vector<ExportTake> takes_in(const std::filesystem::path& folder);

/// A file below an open folder, no link on the way to it.
struct FileBelow {
    UniqueFd folder; // that the file is in; none: the one that it was asked of
    std::string name;
    UniqueFd fd; // for reading
};
/// Throws Error where it is not there, is no regular file, or a link leads there.
FileBelow open_below(int folder, const std::string& file);

} // namespace redstart
