// `redstart plan`: what a configuration means in frames, milliseconds, bytes and hours.
#include "alsa/auto_device.hpp"
#include "alsa/negotiate.hpp"
#include "app/audio_options.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "appliance/settings.hpp"
#include "base/units.hpp"
#include "config/load_config.hpp"
#include "deck/ring_size.hpp"
#include "disk/folder_probe.hpp"

#include <redstart/error.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace redstart {
namespace {

struct Options {
    std::string config, board;
    AudioOptions audio;
};

/// The configuration, and over it what the command line named.
PcmRequest request_of(const Config& config, const Options& options) {
    PcmRequest request = options.audio.request();
    if (!options.audio.device) request.device = config.audio.device;
    if (!request.exact_rate) request.rate = config.audio.rate;
    if (!request.exact_channels) request.channels = config.audio.channels;
    if (!request.exact_format) request.format = config.audio.format;
    if (!options.audio.chunk_frames) request.chunk_frames = config.audio.chunk_frames;
    return request;
}

/// Where no device says otherwise.
AudioFormat format_of(const PcmRequest& request) {
    return {request.rate, request.channels, sample_format(request.format).value()};
}

/// Opens the device as a recorder would, and prints what comes of it.
AudioFormat format_of_device(PcmRequest request) {
    std::vector<std::string> remarks;
    request.device = resolve_auto(request.device, remarks);
    const Pcm pcm = open_pcm(request.device, SND_PCM_STREAM_CAPTURE);
    const PcmSetup setup = negotiate(pcm.get(), request);
    snd_pcm_uframes_t buffer = 0, period = 0;
    check(snd_pcm_get_params(pcm.get(), &buffer, &period), request.device);
    const std::string sample(to_string(setup.format.sample));
    std::printf("device       %s, %u Hz, %u channels, %s, a period of %lu frames\n",
                request.device.c_str(), setup.format.rate, setup.format.channels, sample.c_str(),
                period);
    remarks.insert(remarks.end(), setup.remarks.begin(), setup.remarks.end());
    for (const std::string& remark : remarks) std::printf("             %s\n", remark.c_str());
    return setup.format;
}

AudioFormat format_to_plan_for(const PcmRequest& request) {
    try {
        return format_of_device(request);
    } catch (const Error& error) {
        std::printf("device       %s\n             the figures are the configured ones\n",
                    error.what());
        return format_of(request);
    }
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

void show_ring(const AudioFormat& format, const DeckSettings& deck) {
    const ChunkRing ring(format, deck.chunk_frames, ring_frames(format, deck));
    const RingShare share = ring_share(format, deck);
    std::printf("ring         %s%s\n", show_duration(share.ring).c_str(),
                share.is_limited ? ": ring_limit holds" : "");
    row("pre-roll", format, format.frames(deck.pre_roll));
    std::printf("stall        %s without a card cost no frame: the ring less %s\n",
                show_duration(share.stall).c_str(),
                show_duration(share.ring - share.stall).c_str());
    std::printf("memory       %s for ring, pre-roll and %s for late orders, taken before the first "
                "frame\n",
                show_bytes(ring.memory_bytes()).c_str(), show_duration(Writer::grace).c_str());
}

int plan(const Options& options) {
    const Config config = load_config_or_default(options.config, options.board);
    const AudioFormat format = format_to_plan_for(request_of(config, options));
    DeckSettings deck = deck_settings(config);
    deck.chunk_frames = options.audio.chunk_frames.value_or(deck.chunk_frames);
    const std::string sample(to_string(format.sample));
    std::printf("format       %s, %u channels, %u Hz: %zu bytes a frame\n", sample.c_str(),
                format.channels, format.rate, format.frame_bytes());
    row("chunk", format, deck.chunk_frames);
    show_ring(format, deck);
    std::printf("card         %s an hour\n", show_bytes(format.bytes_per_second() * 3600).c_str());
    show_space(config, format);
    return 0;
}

} // namespace

void add_plan(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add(
        "plan", "the arithmetic of a configuration, with its device where that is there",
        [options] { return plan(*options); });
    command.option("--config", options->config, std::string("default ") + default_config_file)
        .type_name("FILE");
    command.option("--board", options->board, "a board's profile").type_name("NAME");
    options->audio.add_to(command);
}

} // namespace redstart
