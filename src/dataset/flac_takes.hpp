// The takes of a data set become FLAC, and its manifest says so before a WAV file goes.
#pragma once

#include "dataset/manifest.hpp"
#include "dataset/session_log.hpp"
#include "takes/convert.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace redstart {

/// Of each take, one step after the other, each on the card before the next:
///   1. its FLAC file is whole, read back and proven
///   2. the manifest has a line for that, with `replaces`: the WAV file
///   3. the WAV file goes
/// So the newest line of a prompt names a file that is there and whole, whenever the program or the
/// power ends; and the next FlacTakes finds at which step each take stands, and goes on from there.
/// All here throw Error.
class FlacTakes {
public:
    /// Locks the data set: a session that is under way in it is an Error.
    explicit FlacTakes(const std::filesystem::path& folder);

    /// Paths of what there is to do: the WAV files of the newest lines, and those whose FLAC file
    /// has its line already.
    std::vector<std::string> wavs() const;

    /// How many takes stay WAV for what reason: FLAC cannot hold their sound.
    const std::map<std::string, std::size_t>& refused() const noexcept { return refused_; }

    /// All three steps for one of wavs(). Blocks as to_flac() does, and leaves the WAV file where
    /// it throws before the last step. Any thread may call, several at once for several files.
    Converted convert(const std::string& wav, const GoOn& go_on);

private:
    void add(const ManifestLine& line);
    void append(const std::string& flac, ManifestLine line);

    const std::filesystem::path folder_;
    const SessionLog log_; // first: it has the lock
    std::mutex mutex_;
    Manifest manifest_;
    std::map<std::string, ManifestLine> takes_; // by the path of the WAV file
    std::map<std::string, std::size_t> refused_;
};

} // namespace redstart
