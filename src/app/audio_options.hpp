// The letters that arecord has for a format, -D -f -r -c, and --chunk.
#pragma once

#include "alsa/negotiate.hpp"

#include <redstart/defaults.hpp>

#include <optional>
#include <string>

namespace CLI {
class App;
class Validator;
} // namespace CLI

namespace redstart {

/// What the command line said of the sound; what it did not say may come out as the nearest.
struct AudioOptions {
    std::string device = defaults::audio::device;
    std::optional<std::string> format; // ALSA's name, or cd or dat
    std::optional<unsigned> rate, channels;
    std::optional<Frames> chunk_frames; // nothing: the default

    void add_to(CLI::App& command);
    PcmRequest request() const;
};

/// For options that take "5", "5s", "10m", "1h".
CLI::Validator a_duration();
CLI::Validator a_size();

} // namespace redstart
