// What a WAV file of any program says of its sound: bext, iXML, LIST INFO and GUANO as texts.
#pragma once

#include "wav/info.hpp"

#include <string>
#include <utility>
#include <vector>

namespace redstart {

/// In the order of the file, as whole characters of UTF-8 without control characters; line breaks
/// are spaces. Of each chunk at most `most_fields`, each at most `most_value_bytes` long.
struct WavMetadata {
    using Fields = std::vector<std::pair<std::string, std::string>>;
    static constexpr std::size_t most_fields = 512, most_value_bytes = 2048;

    Fields bext;  // "description", "originator", "time_reference", "loudness_lufs" ...
    Fields ixml;  // "PROJECT", "SPEED/FILE_SAMPLE_RATE" ...
    Fields info;  // "IART" ...
    Fields guano; // "Timestamp", "Redstart|Gaps" ...

    bool empty() const noexcept {
        return bext.empty() && ixml.empty() && info.empty() && guano.empty();
    }
};

/// Before and behind the sound. Believes no size. Throws Error where the file cannot be read.
WavMetadata read_wav_metadata(int fd, const std::string& name, const WavInfo& info);
/// Empty for a file that is not WAV.
WavMetadata read_wav_metadata(const std::filesystem::path& file);

} // namespace redstart
