// `redstart monitor`: microphone to loudspeaker, with the latency that was asked for.
#include "app/audio_options.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "base/doorbell.hpp"
#include "base/log.hpp"
#include "base/units.hpp"
#include "event/fd_event.hpp"
#include "event/loop.hpp"
#include "event/signals.hpp"
#include "event/timer.hpp"

#include <redstart/duplex_stream.hpp>
#include <redstart/error.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

namespace redstart {
namespace {

using namespace std::chrono_literals;

struct Options {
    AudioOptions audio;
    std::string output = defaults::audio::device;
    std::string latency = "20ms";
};

/// Four chunks make the latency, unless the chunk is named too.
DuplexOptions duplex_options(const Options& options) {
    const PcmRequest request = options.audio.request();
    DuplexOptions result;
    result.input = request.device;
    result.output = options.output;
    if (request.exact_rate) result.rate = request.rate;
    if (request.exact_channels) result.input_channels = request.channels;
    result.format = sample_format(request.format).value();
    result.latency = parse_duration(options.latency).value();
    if (result.latency < 1ms || result.latency > 1s)
        throw WrongUsage("--latency", options.latency + " is not between 1ms and 1s",
                         "20ms is usual");
    const Frames quarter = AudioFormat{request.rate, 1}.frames(result.latency) / 4;
    result.chunk_frames =
        options.audio.chunk_frames.value_or(std::clamp<Frames>(quarter, 16, 1024));
    return result;
}

/// A mono microphone is heard on every channel, and what a loudspeaker lacks is left out.
class Wiring {
public:
    Wiring(const AudioFormat& in, const AudioFormat& out)
        : sample_bytes_(sample_bytes(in.sample)), in_(in.channels), out_(out.channels) {}

    void copy(const DuplexStream::Block& block) const {
        const std::byte* from = block.in.data();
        std::byte* to = block.out.data();
        const std::size_t frames = block.in.size() / (in_ * sample_bytes_);
        for (std::size_t frame = 0; frame < frames; ++frame, from += in_ * sample_bytes_)
            for (std::size_t channel = 0; channel < out_; ++channel, to += sample_bytes_)
                if (in_ == 1 || channel < in_)
                    std::memcpy(to, from + (in_ == 1 ? 0 : channel) * sample_bytes_, sample_bytes_);
    }

private:
    std::size_t sample_bytes_, in_, out_;
};

/// "2 channels", or "1 channel in, 2 channels out".
std::string channels(unsigned in, unsigned out) {
    const auto show = [](unsigned count) {
        return std::to_string(count) + (count == 1 ? " channel" : " channels");
    };
    return in == out ? show(in) : show(in) + " in, " + show(out) + " out";
}

/// The stream, and the signals that end it.
class Monitor {
public:
    explicit Monitor(const Options& options)
        : names_(options.audio.request().device + " to " + options.output),
          signals_(loop_, {SIGINT, SIGTERM, SIGHUP}, [this](int) { loop_.stop(); }),
          ended_(loop_, over_.fd(), [this] { loop_.stop(); }),
          look_(loop_, [this] { look(); }),
          stream_(with_end(duplex_options(options)),
                  [this](const DuplexStream::Block& block) { return pass_on(block); }) {
        own_wiring_.emplace(stream_.input_format(), stream_.output_format());
        wiring_ = &*own_wiring_;
    }

    int run() {
        for (const std::string& remark : stream_.remarks()) log_warning(remark);
        look_.every(100ms);
        loop_.run();
        look();         // also where it was shorter than the time between two looks
        stream_.stop(); // throws what ended it
        if (has_told_) tell(stream_.underruns() == 1 ? "1 break" : breaks());
        return 0;
    }

private:
    DuplexOptions with_end(DuplexOptions options) {
        options.on_end = [this](const std::exception_ptr&) { over_.ring(); };
        return options;
    }

    /// The first may come before the formats are known, and is left silent.
    bool pass_on(const DuplexStream::Block& block) {
        has_blocks_ = true;
        if (const Wiring* wiring = wiring_.load()) wiring->copy(block);
        return true;
    }

    std::string breaks() const { return std::to_string(stream_.underruns()) + " breaks"; }

    void tell(const std::string& more) const {
        const AudioFormat in = stream_.input_format();
        const std::chrono::duration<double, std::milli> latency = stream_.latency();
        const unsigned out = stream_.output_format().channels;
        std::printf("%s: %u Hz, %s, %.1f ms, %s\n", names_.c_str(), in.rate,
                    channels(in.channels, out).c_str(), latency.count(), more.c_str());
        std::fflush(stdout);
    }

    void look() {
        if (!has_told_ && has_blocks_) {
            tell("Ctrl-C ends");
            has_told_ = true;
        }
        if (stream_.underruns() > warned_of_) {
            warned_of_ = stream_.underruns();
            log_warning(names_ + ": the sound broke off, " + breaks() +
                        " so far; a longer --latency helps");
        }
    }

    const std::string names_;
    EventLoop loop_;
    Signals signals_; // before the thread of the stream, which inherits what is blocked
    Doorbell over_;
    FdEvent ended_;
    Timer look_;
    std::optional<Wiring> own_wiring_;
    std::atomic<const Wiring*> wiring_{nullptr};
    std::atomic<bool> has_blocks_{false};
    bool has_told_ = false;
    unsigned warned_of_ = 0;
    DuplexStream stream_; // the last member: its thread goes first
};

} // namespace

void add_monitor(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add("monitor", "microphone to loudspeaker",
                                  [options] { return Monitor(*options).run(); });
    options->audio.add_to(command);
    command.option("--output", options->output, "ALSA PCM to play to")
        .type_name("PCM")
        .shows_default();
    command.option("--latency", options->latency, "from one to the other")
        .shows_default()
        .check(a_duration());
}

} // namespace redstart
