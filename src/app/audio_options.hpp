// The letters that arecord has for a format, -D -f -r -c, and --chunk.
#pragma once

#include "alsa/negotiate.hpp"
#include "app/command_line.hpp"

#include <redstart/defaults.hpp>

#include <optional>
#include <string>
#include <string_view>

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

/// "-40", "-40dB", "-40dBFS", from -120 to 0, in letters of any case; nothing for any other text.
std::optional<float> parse_level(std::string_view text);
Check a_level();

} // namespace redstart
