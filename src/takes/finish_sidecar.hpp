// What is done for a sidecar once its take is over: digest, final name, and a date that came late.
#pragma once

#include "base/timestamp.hpp"
#include "disk/take_paths.hpp"
#include "takes/digest.hpp"
#include "takes/sidecar.hpp"

#include <filesystem>
#include <vector>

namespace redstart {

enum class Finished : std::uint8_t {
    done,      // NAME.json is there and NAME.json.part is gone
    put_off,   // `go_on` ended it; nothing has changed
    no_sidecar // there is no journal, or no finished sound beside it
};

/// Makes NAME.json of NAME.wav and NAME.json.part, with the digest of the sound. It is written
/// beside, synced and renamed without replacing anything, so it is whole whenever it is there.
/// Blocks for as long as reading the file takes: for a thread that has the time. Throws Error.
Finished finish_sidecar(const std::filesystem::path& wav, DigestBlock& block, const GoOn& go_on,
                        const Timestamp& now);

/// The same without a digest, at once.
Finished finish_sidecar_without_digest(const std::filesystem::path& wav, const Timestamp& now);

/// Another sidecar in the place of NAME.json, whole at each moment. Throws Error.
void replace_sidecar(const TakePaths& take, const Sidecar& sidecar);

/// Every NAME.wav below a folder whose NAME.json.part still waits for that, in order of their
/// names. Links are not followed; what cannot be read is left out. `see` is shown each file there,
/// on the way.
using See = std::function<void(const std::filesystem::path&)>;
std::vector<std::filesystem::path> unfinished_sidecars(const std::filesystem::path& folder,
                                                       const See& see = {});

/// Once the clock is set: every take in the folder that this boot made before has its start written
/// into its finished sidecar and into the file, and its end becomes the time of the WAV file. A
/// file that a power cut kept from that gets it by its sidecar. Returns the sidecars with news.
/// Throws Error.
std::vector<std::filesystem::path> date_sidecars(const std::filesystem::path& folder,
                                                 const Timestamp& now);

} // namespace redstart
