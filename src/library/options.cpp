// Each option is looked at on its way to the part that it is for.
#include "library/options.hpp"

#include "base/units.hpp"

namespace redstart {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

std::int64_t number(const char* option, std::int64_t value, std::int64_t least, std::int64_t most,
                    Error::Kind kind = Error::Kind::other) {
    if (value < least || value > most)
        throw Error(option, std::to_string(value),
                    std::to_string(least) + " to " + std::to_string(most), kind);
    return value;
}

nanoseconds duration(const char* option, nanoseconds value, nanoseconds least, nanoseconds most) {
    if (value < least || value > most)
        throw Error(option, "out of range", show_duration(least) + " to " + show_duration(most));
    return value;
}

/// 0 is what the chunks make of it.
nanoseconds latency(nanoseconds value) {
    return value == 0ns ? value : duration("latency", value, 1ms, 1s);
}

std::string format_name(SampleFormat format) {
    switch (format) {
    case SampleFormat::s16_le:
    case SampleFormat::s24_3le:
    case SampleFormat::s32_le:
    case SampleFormat::float_le:
    case SampleFormat::u8:
        return std::string(to_string(format));
    }
    throw Error("format", std::to_string(static_cast<int>(format)), "one of SampleFormat",
                Error::Kind::format);
}

std::uint64_t ring_limit(std::uint64_t bytes) {
    constexpr std::uint64_t least = 1'000'000;
    if (bytes < least)
        throw Error("ring_limit_bytes", std::to_string(bytes), "at least " + show_bytes(least));
    return bytes;
}

unsigned rate(unsigned hertz) {
    return static_cast<unsigned>(
        number("rate", hertz, AudioFormat::min_rate, AudioFormat::max_rate, Error::Kind::format));
}

unsigned channels(unsigned count) {
    return static_cast<unsigned>(
        number("channels", count, 1, AudioFormat::max_channels, Error::Kind::format));
}

/// RecorderOptions and StreamOptions name these alike.
template <class Options>
PcmRequest request(const Options& options) {
    if (options.device.empty()) throw Error("device", "no name", "devices() lists them");
    PcmRequest request;
    request.device = options.device;
    request.rate = options.rate == 0 ? 0 : rate(options.rate); // 0 is the device's own
    request.channels = options.channels == 0 ? 0 : channels(options.channels);
    request.format = format_name(options.format);
    request.chunk_frames = number("chunk_frames", options.chunk_frames, 16, 65536);
    request.exact_rate = request.exact_channels = true; // where they are named
    request.exact_format = options.exact;
    return request;
}

} // namespace

PcmRequest pcm_request(const StreamOptions& options) {
    PcmRequest result = request(options);
    result.latency = latency(options.latency);
    return result;
}

DuplexRequests pcm_requests(const DuplexOptions& options) {
    StreamOptions shared;
    shared.rate = options.rate;
    shared.format = options.format;
    shared.exact = true;
    shared.chunk_frames = options.chunk_frames;
    shared.latency = options.latency;
    StreamOptions input = shared, output = shared;
    input.device = options.input;
    input.channels = options.input_channels;
    output.device = options.output;
    output.channels = options.output_channels;
    return {pcm_request(input), pcm_request(output)};
}

PcmRequest pcm_request_again(PcmRequest request, const std::string& device,
                             const AudioFormat& format) {
    request.device = device;
    request.rate = format.rate;
    request.channels = format.channels;
    request.format = to_string(format.sample);
    request.exact_rate = request.exact_channels = request.exact_format = true;
    return request;
}

PcmRequest pcm_request(const RecorderOptions& options) {
    return request(options);
}

DeckSettings deck_settings(const RecorderOptions& options) {
    DeckSettings settings;
    settings.chunk_frames = number("chunk_frames", options.chunk_frames, 16, 65536);
    settings.ring = duration("ring", options.ring, 1s, 1h);
    settings.ring_limit_bytes = ring_limit(options.ring_limit_bytes);
    settings.pre_roll = duration("pre_roll", options.pre_roll, 0s, 1h);
    settings.sync_every = duration("sync_every", options.sync_every, 10ms, 1min);
    settings.capture.hold_source = options.no_drop;
    settings.capture.priority = static_cast<int>(number("priority", options.priority, 0, 99));
    settings.capture.lock_memory = options.lock_memory;
    listen_every(options);
    return settings;
}

nanoseconds listen_every(const RecorderOptions& options) {
    return duration("listen_every", options.listen_every, 5ms, 1s);
}

AudioFormat checked(const AudioFormat& format) {
    rate(format.rate);
    channels(format.channels);
    format_name(format.sample);
    return format;
}

} // namespace redstart
