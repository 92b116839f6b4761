// `redstart record`: one take in the foreground, until Ctrl-C, SIGTERM or its time.
#include "alsa/source.hpp"
#include "app/ask.hpp"
#include "app/asked_to_stop.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/live_meter.hpp"
#include "app/process_id_file.hpp"
#include "app/record_flac.hpp"
#include "app/record_options.hpp"
#include "app/record_target.hpp"
#include "app/record_words.hpp"
#include "app/voice_files.hpp"
#include "appliance/terminal.hpp"
#include "base/dating_time.hpp"
#include "base/log.hpp"
#include "base/timestamp.hpp"
#include "base/units.hpp"
#include "deck/deck.hpp"
#include "disk/lookup.hpp"
#include "event/fd_event.hpp"
#include "event/signals.hpp"
#include "takes/convert.hpp"
#include "takes/finish_sidecar.hpp"

#include <csignal>
#include <cstdio>
#include <memory>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

/// The deck, the signals, and the meter while one take lasts.
class Recording {
public:
    explicit Recording(const RecordOptions& options)
        : options_(options),
          signals_(loop_, {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGWINCH},
                   [this](int signal) { on_signal(signal); }),
          source_(std::make_unique<AlsaSource>(options.audio.request())),
          device_(source_->device()),
          deck_(source_->format(), options.deck_settings()),
          rung_(loop_, deck_.bell(), [this] { read_news(); }),
          meter_(loop_, deck_) {
        meter_.show_keys(options.ask ? "Enter or Ctrl-C stops" : "Ctrl-C stops");
        if (options.ask) enter_.emplace(loop_, [this] { on_enter(); });
    }

    int run() {
        for (const std::string& remark : source_->remarks()) log_warning(remark);
        if (options_.flac) warn_where_it_stays_wav(deck_.format());
        const auto length = options_.length(deck_.format());
        meter_.show_left_of(length);
        if (!deck_.start_with_stream(outputs(), length))
            throw Error("take", "it cannot be begun", "try again");
        deck_.feed(std::move(source_));
        if (!deck_.remark().empty()) log(Level::notice, deck_.remark());
        loop_.run();
        return conclude();
    }

private:
    OpenOutput outputs() {
        auto files = options_.outputs(deck_.format());
        if (!options_.voice.is_on()) return files;
        meter_.show_voice(*voice_);
        return voice_files(std::move(files), deck_.format(), options_.voice.settings(),
                           deck_.state().ring.frames(), !options_.file.empty(), voice_);
    }

    void on_signal(int signal) {
        if (signal == SIGWINCH)
            meter_.draw();
        else if (signal != SIGUSR1)
            stop(StopReason::order);
        else if (!deck_.split())
            log_warning("split: too many wait already, for a card that does not answer");
    }

    /// The terminal has gone to the next line, below the meter.
    void on_enter() {
        meter_.line_was_typed();
        stop(StopReason::order);
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
        case News::Kind::opened: // not before there is a file: what is shown is being kept
            meter_.show_file(shown_name(news.name));
            if (!options_.quiet && !std::exchange(is_told_, true)) tell_what_is_recorded(news.name);
            if (options_.meter) meter_.show();
            break;
        case News::Kind::closed:
            is_kept_ = true;
            closed_.emplace_back(news.name, news.frames);
            if (options_.has_sidecar() || options_.flac) finished_.push_back(news.name);
            break;
        case News::Kind::trouble:
            log_warning(news.error + "; the take goes on in a new file");
            break;
        case News::Kind::failed: // a reader that has heard enough is how a pipe ends
            is_kept_ = is_kept_ || (options_.file == "-" && !has_reader());
            if (options_.file != "-" || has_reader()) error_ = news.error;
            break;
        case News::Kind::ended:
            loop_.stop();
            break;
        }
    }

    /// Reads the take again for its digest; a second stop ends that.
    void finish_its_sidecar(const std::string& name) const {
        const auto go_on = [](std::uint64_t, std::uint64_t) { return !is_asked_to_stop(); };
        try {
            const Timestamp now = dating_time();
            const auto block = std::make_unique<DigestBlock>();
            if (finish_sidecar(name, *block, go_on, now) != Finished::put_off) return;
            finish_sidecar_without_digest(name, now);
            log_warning(name + ": its sidecar has no digest, for that was not waited for");
        } catch (const Error& error) {
            log_warning(error.what());
        }
    }

    int conclude() {
        meter_.draw();
        meter_.end();
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
        if (voice_->heard > 0)
            log(Level::notice, voice_summary(*voice_, deck_.format(), options_.voice.settings()));
        else if (error_.empty() && !is_kept_ && !options_.is_stream())
            error_ = device_ + ": no frame came; nothing was recorded";
        if (!error_.empty()) std::fprintf(stderr, "redstart: %s\n", error_.c_str());
        const bool is_flac = !options_.flac || make_flac(finished_);
        tell_lengths();
        if (!options_.quiet && !closed_.empty()) tell_how_it_was();
        return error_.empty() && is_flac ? 0 : 1;
    }

    /// The name that its user gave, where that is known better than by the one of the moment.
    std::string shown_name(const std::string& name) const {
        if (!options_.file.empty() && closed_.empty()) return options_.file;
        return name.ends_with(".part") ? name.substr(0, name.size() - 5) : name;
    }

    /// Under the name that it has by now.
    std::string finished_name(const std::string& wav) const {
        if (options_.is_stream()) return options_.is_test ? options_.file : wav;
        return options_.flac && !is_there(wav) ? flac_of(wav).string() : wav;
    }

    /// Below the name that was asked for; where nobody sees it happen, for who reads the output.
    void tell_lengths() const {
        if (!options_.ask || (!options_.quiet && ::isatty(STDOUT_FILENO) != 0)) return;
        for (const auto& [wav, frames] : closed_)
            std::printf("%s: %s\n", finished_name(wav).c_str(),
                        show_duration(deck_.format().duration(frames)).c_str());
    }

    void tell_what_is_recorded(const std::string& name) const {
        const std::string line = what_is_recorded(shown_name(name), deck_.format(), device_);
        std::fprintf(stderr, "%s\n", line.c_str());
    }

    void tell_how_it_was() const {
        Frames frames = 0;
        for (const auto& [wav, length] : closed_) frames += length;
        const std::string name = finished_name(closed_.front().first);
        const std::string line = how_it_was(name, closed_.size(), frames, deck_.state());
        std::fprintf(stderr, "%s\n", line.c_str());
    }

    const RecordOptions& options_;
    EventLoop loop_;
    Signals signals_; // before the threads, which inherit what is blocked
    std::unique_ptr<AlsaSource> source_;
    std::string device_;
    Deck deck_;
    std::optional<StopReason> unsent_stop_;
    FdEvent rung_;
    LiveMeter meter_;
    const std::shared_ptr<VoiceTally> voice_ = std::make_shared<VoiceTally>();
    bool is_kept_ = false; // a file of it at least
    std::optional<EnterKey> enter_;
    bool is_told_ = false;                               // that it records
    std::vector<std::pair<std::string, Frames>> closed_; // each file, and its length
    std::vector<std::string> finished_; // whose sidecar or FLAC is still to be made
    std::string error_;
};

int record(RecordOptions& options) {
    options.settle();
    if (options.quiet) log_quietly();
    if (options.ask) options.file = ask_for_name();
    check_target(options);
    say_how_sound_is_piped(options);
    options.arecord.tell_what_is_ignored();
    std::optional<ProcessIdFile> process_id;
    if (const std::string& id = options.arecord.process_id_file; !id.empty())
        process_id.emplace(id);
    options.meter = !options.quiet && (options.meter || can_redraw(STDERR_FILENO));
    return Recording(options).run();
}

} // namespace

void add_record(CommandLine& program) {
    auto options = std::make_shared<RecordOptions>();
    Command command = program.add("record", "record until Ctrl-C, SIGTERM or -d",
                                  [options] { return record(*options); });
    options->add_to(command);
    command.footer("SIGUSR1 begins a new file. It never overwrites one.");
}

} // namespace redstart
