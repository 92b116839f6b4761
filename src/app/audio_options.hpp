// The letters that arecord has for a format, -D -f -r -c, and --chunk.
#pragma once

#include "alsa/negotiate.hpp"
#include "app/command_line.hpp"

#include <redstart/defaults.hpp>

#include <optional>
#include <string>

namespace redstart {

/// What the command line said of the sound. Nothing is the default, which may come out as the
/// nearest.
struct AudioOptions {
    std::optional<std::string> device;
    std::optional<std::string> format; // ALSA's name, or cd or dat
    std::optional<unsigned> rate, channels;
    std::optional<Frames> chunk_frames;

    void add_to(Command& command);
    PcmRequest request() const;
};

/// For options that take "5", "5s", "10m", "1h".
Check a_duration();

} // namespace redstart
