// Turns what was asked for into what deck and takes are told.
#include "app/record_options.hpp"

#include "app/note_option.hpp"
#include "base/timestamp.hpp"
#include "base/units.hpp"
#include "disk/take_paths.hpp"
#include "takes/names.hpp"
#include "takes/take_file.hpp"
#include "wav/pipe.hpp"

#include <redstart/defaults.hpp>
#include <redstart/error.hpp>

#include <algorithm>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

/// The name of the take's n-th file, which begins at a time.
std::function<std::filesystem::path(unsigned, TimePoint)> names_of(const std::string& file) {
    if (!file.empty())
        return [file = std::filesystem::path(file)](unsigned number, TimePoint) {
            return numbered(file, number);
        };
    const std::string_view whole = defaults::storage::name; // but without its folders
    auto names = std::make_shared<TakeNames>(
        ".", NamePattern(whole.substr(whole.rfind('/') + 1), host_name()));
    return [names](unsigned, TimePoint first) {
        const Timestamp begin = at(timestamp_now(), first);
        return names->next(begin.utc, begin.clock.set).lexically_normal();
    };
}

} // namespace

void RecordOptions::add_to(Command& command) {
    audio.add_to(command);
    command
        .option("FILE", file,
                "the WAV file to make, or x.flac, - for standard output; without it the "
                "take names itself and the name is printed")
        .check(no_slip());
    command.flag("--ask", ask, "ask for the name of the file; Enter ends the take")
        .excludes("FILE");
    command.option("-d,--duration", duration, "stop after 5, 5s, 1:30, 10m, 1h")
        .check(a_duration())
        .rewrite(plain_duration);
    arecord.add_to(command);
    command
        .option("--max-file-time", max_file_time,
                "go on in a new file after so long, without losing a frame")
        .check(a_duration())
        .rewrite(plain_duration);
    command.flag("--rf64", rf64, "one file even beyond 4 GiB (EBU Tech 3306)");
    command.flag("--sidecar", sidecar,
                 "a sidecar beside a named FILE too: NAME.json, which verify holds it to");
    add_note_option(command, notes);
    voice.add_to(command, "--voice-split");
    command.flag("-V,--vumeter", meter, "the live line, also off a terminal");
    command.flag("-q,--quiet", quiet, "no live line, only errors and warnings");
    command.flag("--no-drop", no_drop,
                 "wait for the card instead of dropping frames: for sources that are not live");
}

void RecordOptions::settle() {
    Description().apply(notes); // throws for a position that is none
    if (voice.has_only_hold()) throw WrongUsage("--hold", "it is for --voice", "give that too");
    voice.settle(std::chrono::seconds(10), [this](const std::string& word) {
        if (!file.empty())
            throw WrongUsage("--voice", "\"" + word + "\" is no level", "-40dBFS is one");
        file = word;
    });
}

std::optional<Frames> RecordOptions::length(const AudioFormat& format) const {
    if (arecord.samples && *arecord.samples > 0) return static_cast<Frames>(*arecord.samples);
    if (duration.empty()) return {};
    const auto time = parse_duration(duration).value();
    if (time.count() == 0) return {}; // for ever, as with arecord
    return std::max<Frames>(1, format.frames(time));
}

DeckSettings RecordOptions::deck_settings() const {
    DeckSettings settings;
    if (!max_file_time.empty()) settings.split_every = parse_duration(max_file_time).value();
    if (!rf64 && !voice.is_on()) settings.split_bytes = max_riff_data;
    if (is_stream()) settings.split_every = {}, settings.split_bytes = 0;
    if (is_stream()) // who reads it listens
        settings.sync_every = std::chrono::milliseconds(100), settings.hold_back = {};
    settings.outlives_card = !is_stream(); // nothing can be begun anew in a pipe
    settings.chunk_frames = audio.chunk_frames.value_or(settings.chunk_frames);
    settings.capture.hold_source = no_drop;
    return settings;
}

OpenOutput RecordOptions::outputs(const AudioFormat& format) const {
    if (is_stream()) {
        const int fd = is_test ? ::open(file.c_str(), O_WRONLY | O_CLOEXEC) : STDOUT_FILENO;
        return [fd, format, length = voice.is_on() ? std::nullopt : length(format)](TimePoint) {
            return std::make_unique<WavPipe>(fd, format, length); // open until the program ends
        };
    }
    const WavFile::Options options{rf64,
                                   take_metadata(audio.request().device, Description{}, notes)};
    return [format, file_options = options, has_sidecar = has_sidecar(), name = names_of(file),
            device = audio.request().device, notes = notes, made = 0u](TimePoint first) mutable {
        const auto next = name(made + 1, first);
        std::unique_ptr<TakeOutput> output;
        if (has_sidecar)
            output = std::make_unique<TakeFile>(next, format, file_options, device, notes);
        else
            output = std::make_unique<WavFile>(next, format, file_options);
        ++made;
        return output;
    };
}

} // namespace redstart
