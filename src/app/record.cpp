// `redstart record`: one take in the foreground, until Ctrl-C, SIGTERM or its time.
#include "alsa/source.hpp"
#include "app/asked_to_stop.hpp"
#include "app/command.hpp"
#include "app/meter.hpp"
#include "app/record_flac.hpp"
#include "app/record_options.hpp"
#include "appliance/terminal.hpp"
#include "base/log.hpp"
#include "base/timestamp.hpp"
#include "deck/deck.hpp"
#include "event/fd_event.hpp"
#include "event/signals.hpp"
#include "event/timer.hpp"
#include "takes/finish_sidecar.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

/// The deck, the signals, and the meter while one take lasts.
class Recording {
public:
    explicit Recording(const RecordOptions& options)
        : options_(options),
          signals_(loop_, {SIGINT, SIGTERM, SIGHUP, SIGUSR1},
                   [this](int signal) { on_signal(signal); }),
          source_(std::make_unique<AlsaSource>(options.audio.request())),
          device_(source_->device()),
          deck_(source_->format(), options.deck_settings()),
          rung_(loop_, deck_.bell(), [this] { read_news(); }),
          redraw_(loop_, [this] { draw(); }) {}

    int run() {
        for (const std::string& remark : source_->remarks()) log_warning(remark);
        if (options_.flac) warn_where_it_stays_wav(deck_.format());
        const auto length = options_.length(deck_.format());
        if (!deck_.start_with_stream(options_.outputs(deck_.format()), length))
            throw Error("take", "it cannot be begun", "try again");
        deck_.feed(std::move(source_));
        if (!deck_.remark().empty()) log(Level::notice, deck_.remark());
        loop_.run();
        return conclude();
    }

private:
    void on_signal(int signal) {
        if (signal != SIGUSR1)
            stop(StopReason::order);
        else if (!deck_.split())
            warn("split: too many wait already, for a card that does not answer");
    }

    /// In the place of the meter, which is drawn again below.
    void warn(const std::string& text) {
        write_to_terminal(meter_.erase());
        log_warning(text);
    }

    /// With the next news again where there was no room for it.
    void stop(StopReason why) {
        if (deck_.stop({}, why))
            unsent_stop_.reset();
        else
            unsent_stop_ = why;
    }

    void read_news() {
        if (unsent_stop_) stop(*unsent_stop_);
        while (auto news = deck_.receive()) handle(*news);
        if (deck_.is_capturing() || !error_.empty()) return;
        error_ = device_ + ": " + deck_.source_error().message() + "; what came before it is kept";
        stop(StopReason::device);
    }

    void handle(const News& news) {
        switch (news.kind) {
        case News::Kind::opened:
            show_meter();
            break;
        case News::Kind::closed:
            is_kept_ = true;
            if (options_.has_sidecar() || options_.flac) finished_.push_back(news.name);
            break;
        case News::Kind::trouble:
            warn(news.error + "; the take goes on in a new file");
            break;
        case News::Kind::failed:
            error_ = news.error;
            break;
        case News::Kind::ended:
            loop_.stop();
            break;
        }
    }

    /// Not before there is a file: what is shown is being kept.
    void show_meter() {
        if (!options_.meter || std::exchange(is_shown_, true)) return;
        deck_.levels().watch(true);
        redraw_.every(50ms);
    }

    void draw() {
        deck_.poke();
        const DeckState& deck = deck_.state();
        MeterReading reading;
        for (unsigned c = 0; c < deck.levels.channels(); ++c) {
            reading.peaks_dbfs.push_back(to_dbfs(deck.levels.peak(c)));
            reading.rms_dbfs.push_back(to_dbfs(deck.levels.rms(c)));
        }
        reading.elapsed = deck_.format().duration(deck.position);
        reading.bytes = deck_.format().file_bytes(deck.position);
        reading.lost = deck.lost;
        reading.overruns = deck.overruns;
        write_to_terminal(meter_.draw(reading, Clock::now(), columns_of(STDERR_FILENO)));
    }

    static void write_to_terminal(const std::string& text) {
        [[maybe_unused]] const auto n = ::write(STDERR_FILENO, text.data(), text.size());
    }

    /// Reads the take again for its digest; a second stop ends that.
    void finish_its_sidecar(const std::string& name) const {
        const auto go_on = [](std::uint64_t, std::uint64_t) { return !is_asked_to_stop(); };
        try {
            const Timestamp now = timestamp_now();
            const auto block = std::make_unique<DigestBlock>();
            if (finish_sidecar(name, *block, go_on, now) != Finished::put_off) return;
            finish_sidecar_without_digest(name, now);
            log_warning(name + ": its sidecar has no digest, for that was not waited for");
        } catch (const Error& error) {
            log_warning(error.what());
        }
    }

    int conclude() {
        if (is_shown_) draw();
        if (options_.has_sidecar())
            for (const std::string& name : finished_) finish_its_sidecar(name);
        const DeckState& deck = deck_.state();
        if (deck.take_lost > 0)
            log_warning(device_ + ": " + std::to_string(deck.take_lost) + " frames lost in " +
                        std::to_string(deck.take_gaps) +
                        (deck.take_gaps == 1 ? " gap; silence stands in its place"
                                             : " gaps; silence stands in their place"));
        if (options_.file.empty())
            for (const std::string& name : finished_) std::puts(name.c_str());
        if (error_.empty() && !is_kept_ && options_.file != "-")
            error_ = device_ + ": no frame came; nothing was recorded";
        if (!error_.empty()) std::fprintf(stderr, "redstart: %s\n", error_.c_str());
        const bool is_flac = !options_.flac || make_flac(finished_);
        return error_.empty() && is_flac ? 0 : 1;
    }

    const RecordOptions& options_;
    EventLoop loop_;
    Signals signals_; // before the threads, which inherit what is blocked
    std::unique_ptr<AlsaSource> source_;
    std::string device_;
    Deck deck_;
    std::optional<StopReason> unsent_stop_;
    FdEvent rung_;
    Timer redraw_;
    Meter meter_;
    bool is_shown_ = false;             // the meter
    bool is_kept_ = false;              // a file of it at least
    std::vector<std::string> finished_; // whose sidecar or FLAC is still to be made
    std::string error_;
};

int record(RecordOptions& options) {
    if (options.quiet) log_quietly();
    read_ending(options);
    if (options.file == "-" && ::isatty(STDOUT_FILENO) != 0)
        throw Error("standard output", "it is a terminal", "name a file, or send it into a pipe");
    if (struct stat there{}; ::stat(options.file.c_str(), &there) == 0 &&
                             (S_ISCHR(there.st_mode) || S_ISFIFO(there.st_mode)))
        throw Error(options.file, "no regular file", "send it there: record - > " + options.file);
    options.meter = !options.quiet && (options.meter || can_redraw(STDERR_FILENO));
    return Recording(options).run();
}

void add_options(CLI::App& command, RecordOptions& options) {
    options.audio.add_to(command);
    command.add_option(
        "FILE", options.file,
        "the WAV file to make, or x.flac, - for standard output; without it the take "
        "names itself and the name is printed");
    command.add_option("-d,--duration", options.duration, "stop after 5, 5s, 10m, 1h")
        ->check(a_duration());
    command
        .add_option("--max-file-time", options.max_file_time,
                    "go on in a new file after so long, without losing a frame")
        ->check(a_duration());
    command.add_flag("--rf64", options.rf64, "one file even beyond 4 GiB (EBU Tech 3306)");
    command.add_flag("--sidecar", options.sidecar,
                     "a sidecar beside a named FILE too: NAME.json, which verify holds it to");
    command.add_flag("-V,--vumeter", options.meter, "the level meter, also off a terminal");
    command.add_flag("-q,--quiet", options.quiet, "no meter, only errors and warnings");
    command.add_flag("--no-drop", options.no_drop,
                     "wait for the card instead of dropping frames: for sources that are not live");
}

} // namespace

void add_record(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<RecordOptions>();
    CLI::App& command = *program.add_subcommand("record", "record until Ctrl-C, SIGTERM or -d");
    add_options(command, *options);
    command.footer("SIGUSR1 begins a new file. It never overwrites one.");
    command.callback([options, &chosen] { chosen = [options] { return record(*options); }; });
}

} // namespace redstart
