// `redstart plan`: what a configuration means in frames, milliseconds, bytes and hours.
#include "app/audio_options.hpp"
#include "app/command.hpp"
#include "app/config.hpp"
#include "app/deck_settings.hpp"
#include "base/units.hpp"
#include "shelf/space.hpp"

#include <redstart/error.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace redstart {
namespace {

struct Options {
    std::string config, board;
    AudioOptions audio;
};

/// The format as configured; the device may have another, which the log tells.
AudioFormat format_of(const Config& config, const AudioOptions& audio) {
    const PcmRequest asked = audio.request();
    AudioFormat format;
    format.rate = asked.exact_rate ? asked.rate : config.audio.rate;
    format.channels = asked.exact_channels ? asked.channels : config.audio.channels;
    const std::string& sample = asked.exact_format ? asked.format : config.audio.format;
    format.sample = sample == "S24_LE" ? SampleFormat::s24_3le : sample_format(sample).value();
    return format;
}

void row(const char* name, const AudioFormat& format, Frames frames) {
    std::printf("%-12s %9lld frames  %11.1f ms  %s\n", name, static_cast<long long>(frames),
                std::chrono::duration<double, std::milli>(format.duration(frames)).count(),
                show_bytes(format.file_bytes(frames)).c_str());
}

void show_space(const Config& config, const AudioFormat& format) {
    const std::string folder = config.storage.folder.string();
    const auto free = free_bytes(config.storage.folder);
    if (!free) {
        std::printf("card         %s is not there\n", folder.c_str());
        return;
    }
    const std::uint64_t keep = config.storage.keep_free;
    const double usable = *free > keep ? static_cast<double>(*free - keep) : 0;
    std::printf("card         %.1f hours until %s is full (%s free, %s of it kept)\n",
                usable / (3600. * static_cast<double>(format.bytes_per_second())), folder.c_str(),
                show_bytes(*free).c_str(), show_bytes(keep).c_str());
}

int plan(const Options& options) {
    const Config config = load_config_or_default(options.config, options.board);
    const AudioFormat format = format_of(config, options.audio);
    const DeckSettings deck = deck_settings(config);
    const ChunkRing ring(format, deck.chunk_frames, ring_frames(format, deck));
    const std::string sample(name(format.sample));
    std::printf("format       %s, %u channels, %u Hz: %zu bytes a frame\n", sample.c_str(),
                format.channels, format.rate, format.frame_bytes());
    row("chunk", format, deck.chunk_frames);
    row("ring", format, ring.frames());
    row("pre-roll", format, format.frames(deck.pre_roll));
    const auto held = deck.pre_roll + Writer::grace;
    const auto stall = format.duration(ring.frames()) - held;
    std::printf("stall        %s without a card cost no frame%s\n",
                show_duration(stall > stall.zero() ? stall : stall.zero()).c_str(),
                ring.frames() < format.frames(deck.ring + held) ? " (ring_limit holds)" : "");
    std::printf("memory       %s for the ring, taken before the first frame\n",
                show_bytes(ring.memory_bytes()).c_str());
    std::printf("card         %s an hour\n", show_bytes(format.bytes_per_second() * 3600).c_str());
    show_space(config, format);
    return 0;
}

} // namespace

void add_plan(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App& command = *program.add_subcommand("plan", "the arithmetic of a configuration");
    command.add_option("--config", options->config, "default /etc/redstart/redstart.toml")
        ->type_name("FILE");
    command.add_option("--board", options->board, "a board's profile")->type_name("NAME");
    options->audio.add_to(command);
    command.callback([options, &chosen] { chosen = [options] { return plan(*options); }; });
}

} // namespace redstart
