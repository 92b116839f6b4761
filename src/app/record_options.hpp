// What `redstart record` was asked for: the sound, and the files that it goes into.
#pragma once

#include "app/audio_options.hpp"
#include "app/habits.hpp"
#include "app/voice_options.hpp"
#include "base/notes.hpp"
#include "deck/deck.hpp"

#include <optional>
#include <string>

namespace redstart {

struct RecordOptions {
    void add_to(Command& command);

    /// What the words mean together, once all are read. Throws WrongUsage.
    void settle();

    AudioOptions audio;
    ArecordOptions arecord;
    std::string file; // "-" is standard output; empty: the take names itself
    std::string duration, max_file_time;
    Notes notes;
    VoiceOptions voice;
    bool flac = false;    // of `file` FLAC is made afterwards
    bool is_test = false; // `file` is /dev/null: nothing is kept
    bool ask = false, rf64 = false, sidecar = false, meter = false, quiet = false, no_drop = false;

    bool is_stream() const noexcept { return file == "-" || is_test; } // and no file of ours

    /// Notes have no other place.
    bool has_sidecar() const noexcept {
        return !is_stream() && (file.empty() || sidecar || !notes.empty());
    }
    std::optional<Frames> length(const AudioFormat& format) const; // nothing: for ever
    DeckSettings deck_settings() const;

    /// Where the take goes: standard output, the file that was named, or a name of its own. A
    /// number is used up only by a file that could be made.
    OpenOutput outputs(const AudioFormat& format) const;
};

} // namespace redstart
