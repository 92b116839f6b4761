// `redstart play`: plays WAV and FLAC files, and `-` what comes through a pipe.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/display.hpp"
#include "base/log.hpp"
#include "base/units.hpp"
#include "wav/sound_frames.hpp"
#include "wav/stream.hpp"

#include <redstart/defaults.hpp>
#include <redstart/error.hpp>
#include <redstart/playback_stream.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <unistd.h>
#include <utility>
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

/// On a terminal: how far the sound is, and how long it is in all where that is known.
class Position {
public:
    Position(std::string name, const AudioFormat& format, std::optional<Frames> all)
        : name_(std::move(name)), format_(format), all_(all), display_(STDERR_FILENO) {}

    /// `last` is when the last frame written has sounded.
    void written(Frames frames, TimePoint last) {
        written_ += frames;
        const Frames waiting = format_.frames(std::max(last - Clock::now(), Clock::duration{}));
        draw(std::max<Frames>(0, written_ - waiting));
    }
    void has_ended() { draw(written_); }

private:
    void draw(Frames sounded) {
        const std::string of = all_ ? " of " + show_duration(format_.duration(*all_)) : "";
        display_.draw(name_ + ": " + show_duration(format_.duration(sounded)) + of);
    }

    const std::string name_;
    const AudioFormat format_;
    const std::optional<Frames> all_;
    Frames written_ = 0;
    Display display_;
};

/// How often the sound broke off.
template <class Reader>
unsigned play_all(const Options& options, Reader& reader, Position position) {
    constexpr Frames frames_at_once = 4096;
    const AudioFormat& format = reader.format();
    PlaybackStream stream(stream_options(options, format));
    std::vector<std::byte> block(format.bytes(frames_at_once)), wide;
    const bool is_short = format.sample == SampleFormat::u8;
    while (const Frames frames = reader.read(block)) {
        const auto sound = std::span<const std::byte>(block).first(format.bytes(frames));
        position.written(frames, stream.write(is_short ? as_16_bits(sound, wide) : sound).time);
    }
    stream.drain();
    position.has_ended();
    return stream.underruns();
}

unsigned play_input(const Options& options) {
    const std::string name = "standard input";
    if (::isatty(STDIN_FILENO) != 0)
        throw Error(name, "is a terminal", "redstart record -q - | redstart play -");
    WavStream reader(STDIN_FILENO, name);
    return play_all(options, reader, {name, reader.format(), {}});
}

unsigned play_file(const Options& options, const std::string& file) {
    SoundFrames reader(file);
    return play_all(options, reader, {file, reader.format(), reader.info().frames});
}

int play(const Options& options) {
    unsigned underruns = 0;
    for (const std::string& file : options.files)
        underruns += file == "-" ? play_input(options) : play_file(options, file);
    if (underruns > 0)
        log_warning(options.device + ": the sound broke off " + std::to_string(underruns) +
                    " times; the machine was too busy");
    return 0;
}

} // namespace

void add_play(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command =
        program.add("play", "play WAV and FLAC files", [options] { return play(*options); });
    command
        .option("FILE", options->files,
                "WAV or FLAC files, finished or not; - is a WAV from standard input")
        .required();
    command.option("-D,--device", options->device, "ALSA PCM to play to")
        .type_name("PCM")
        .shows_default();
}

} // namespace redstart
