// `redstart play`: plays WAV files.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "base/log.hpp"
#include "wav/frames.hpp"

#include <redstart/defaults.hpp>
#include <redstart/playback_stream.hpp>

#include <memory>
#include <span>
#include <vector>

namespace redstart {
namespace {

struct Options {
    std::string device = defaults::audio::device;
    std::vector<std::string> files;
};

/// Few devices play 8 bits; all play 16, in which nothing of them is lost.
std::span<const std::byte> as_16_bits(std::span<const std::byte> samples,
                                      std::vector<std::byte>& wide) {
    wide.assign(2 * samples.size(), std::byte{0});
    for (std::size_t i = 0; i < samples.size(); ++i)
        wide[2 * i + 1] = samples[i] ^ silent_byte(SampleFormat::u8);
    return wide;
}

/// In the file's own format: a device that cannot take it says so, and the plug devices can.
StreamOptions stream_options(const Options& options, const AudioFormat& format) {
    StreamOptions result;
    result.device = options.device;
    result.rate = format.rate;
    result.channels = format.channels;
    const bool is_short = format.sample == SampleFormat::u8;
    result.format = is_short ? SampleFormat::s16_le : format.sample;
    result.exact = true;
    result.latency = std::chrono::seconds(1); // nobody waits for it, and a busy machine may be late
    return result;
}

void play_file(const Options& options, const std::string& file) {
    constexpr Frames frames_at_once = 4096;
    WavFrames reader(file);
    PlaybackStream stream(stream_options(options, reader.format()));
    const AudioFormat& format = reader.format();
    std::vector<std::byte> block(format.bytes(frames_at_once)), wide;
    unsigned underruns = 0;
    while (const Frames frames = reader.read(block)) {
        const auto sound = std::span<const std::byte>(block).first(format.bytes(frames));
        const bool is_short = format.sample == SampleFormat::u8;
        underruns += stream.write(is_short ? as_16_bits(sound, wide) : sound).underruns;
    }
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

void add_play(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add("play", "play WAV files", [options] { return play(*options); });
    command.option("FILE", options->files, "WAV files, finished or not").required();
    command.option("-D,--device", options->device, "ALSA PCM to play to")
        .type_name("PCM")
        .shows_default();
}

} // namespace redstart
