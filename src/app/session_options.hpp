// What `redstart session` was asked for.
#pragma once

#include "app/audio_options.hpp"
#include "base/notes.hpp"

#include <redstart/session.hpp>

#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct SessionCommand {
    AudioOptions audio;
    std::string prompts, folder, ask, shortest = "300ms", quietest = "-40dBFS", pedal, config;
    Notes notes;
    std::optional<std::uint64_t> seed;
    unsigned clips = TakeLimits{}.clips;
    bool in_order = false, with_gaps = false, flac = false;

    void add_to(Command& command);

    /// Without the notes that are asked for. Throws Error for prompts that cannot be read.
    SessionOptions options() const;

    /// The keys of --ask that --note does not answer.
    std::vector<std::string> questions() const;
};

} // namespace redstart
