// `redstart play`: plays WAV and FLAC files.
#include "app/command.hpp"
#include "base/log.hpp"
#include "wav/sound_frames.hpp"

#include <redstart/defaults.hpp>
#include <redstart/playback_stream.hpp>

#include <CLI/CLI.hpp>

#include <memory>

namespace redstart {
namespace {

struct Options {
    std::string device = defaults::audio::device;
    std::vector<std::string> files;
};

/// In the file's own format: a device that cannot take it says so, and the plug devices can.
StreamOptions stream_options(const Options& options, const AudioFormat& format) {
    StreamOptions result;
    result.device = options.device;
    result.rate = format.rate;
    result.channels = format.channels;
    result.format = format.sample;
    result.exact = true;
    return result;
}

void play_file(const Options& options, const std::string& file) {
    constexpr Frames frames_at_once = 4096;
    SoundFrames reader(file);
    PlaybackStream stream(stream_options(options, reader.format()));
    std::vector<std::byte> block(reader.format().bytes(frames_at_once));
    unsigned underruns = 0;
    while (const Frames frames = reader.read(block))
        underruns += stream.write(std::span(block).first(reader.format().bytes(frames))).underruns;
    stream.drain();
    if (underruns > 0)
        log_warning(options.device + ": the sound broke off " + std::to_string(underruns) +
                    " times; the machine was too busy");
}

int play(const Options& options) {
    for (const std::string& file : options.files) play_file(options, file);
    return 0;
}

} // namespace

void add_play(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App& command = *program.add_subcommand("play", "play WAV and FLAC files");
    command.add_option("FILE", options->files, "WAV or FLAC files, finished or not")->required();
    command.add_option("-D,--device", options->device, "ALSA PCM to play to")
        ->type_name("PCM")
        ->capture_default_str();
    command.callback([options, &chosen] { chosen = [options] { return play(*options); }; });
}

} // namespace redstart
