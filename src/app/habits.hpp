// What hands type that know arecord, sox or ffmpeg, in Redstart's words.
#pragma once

#include "app/command_line.hpp"

#include <redstart/format.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// rec is record, help record is record --help, version is --version. `record -V stereo` is
/// arecord's: mono and stereo behind -V are no FILE.
std::vector<std::string> in_our_words(std::vector<std::string> words);

std::string number_of_hertz(const std::string& text);    // 48k, 44.1kHz, 48: 48000, 44100, 48000
std::string number_of_channels(const std::string& text); // mono: 1, stereo: 2
std::string name_of_format(const std::string& text);     // s16, s16le, S16_le: S16_LE; CD: cd
std::string plain_duration(const std::string& text);     // 1:30 and 00:01:30: 90s

/// Options of arecord that `record` takes beside its own.
class ArecordOptions {
public:
    void add_to(Command& command);

    /// Says of each that was given and means nothing here that it is not needed.
    void tell_what_is_ignored() const;

    std::optional<std::uint64_t> samples; // -s: frames
    std::string process_id_file;

private:
    struct Ignored {
        const char *names, *shown;
        bool is_given = false;
        std::string value = {};
    };

    std::string file_type_;
    std::vector<Ignored> ignored_;
};

/// A FILE that was hardly meant as one is refused: an empty word, `start`, the 5 s of `-d 5 s`.
Check no_slip();

} // namespace redstart
