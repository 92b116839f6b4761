// Orders go to the deck under the lock; what became of them is waited for without it.
#include "library/recorder_impl.hpp"

#include "alsa/source.hpp"
#include "base/thread.hpp"
#include "disk/take_paths.hpp"
#include "library/background.hpp"
#include "library/options.hpp"
#include "library/stream_error.hpp"
#include "wav/file.hpp"

#include <algorithm>
#include <array>
#include <poll.h>

namespace redstart {
namespace {

Error error_of(const News& news) {
    return Error::from_line(news.error, news.code);
}

} // namespace

Recorder::Impl::Impl(const RecorderOptions& options)
    : options_(options), request_(pcm_request(options)), settings_(deck_settings(options)) {
    auto source = open_device();
    if (!options_.no_drop) feed(std::move(source));
    listener_ = start_thread("recorder", [this] { listen(); });
}

Recorder::Impl::~Impl() {
    try {
        stop();
    } catch (
        const Error&) { // no take, or one that is kept as far as it came: nobody is left to ask
    }
    {
        const Lock lock(mutex_);
        ending_ = true;
    }
    listener_bell_.ring();
    listener_.join();
}

// Orders

void Recorder::Impl::start(const std::filesystem::path& file,
                           std::optional<std::chrono::nanoseconds> length) {
    Lock lock(mutex_);
    if (take_ && take_->stage != Recording::Stage::over)
        throw Error(file, "another take is under way", "stop() ends it", Error::Kind::state);
    if (length && *length <= std::chrono::nanoseconds::zero())
        throw Error(file, "a take of no length", "leave the length out to record until stop()");
    std::unique_ptr<Source> source;
    if (options_.no_drop || !deck_->is_capturing()) source = open_device();
    const auto frames = length ? std::optional(deck_->format().frames(*length)) : std::nullopt;
    if (!give_order(file, frames, std::move(source)))
        throw Error(file, "the card does not answer", "try again when it does");
    const auto take = take_ = std::make_shared<Recording>();
    changed_.wait(lock, [&] { return take->is_open(); });
    if (take->failure) result_of(take, lock);
}

/// A live source runs before a take begins; one that may be held back begins with it.
bool Recorder::Impl::give_order(const std::filesystem::path& file, std::optional<Frames> length,
                                std::unique_ptr<Source> source) {
    OpenOutput open = [file, format = deck_->format(), made = 0u](TimePoint) mutable {
        const auto name = numbered(file, made + 1);
        auto output = std::make_unique<WavFile>(name, format, WavFile::Options{.rf64 = true});
        ++made;
        return output;
    };
    if (options_.no_drop) {
        const bool is_given = deck_->start_with_stream(std::move(open), length);
        feed(std::move(source));
        return is_given;
    }
    if (source) feed(std::move(source));
    return length ? deck_->start_now(std::move(open), length)
                  : deck_->start(Clock::now(), std::move(open));
}

FinishedTake Recorder::Impl::stop() {
    Lock lock(mutex_);
    const auto ended = take();
    changed_.wait(lock, [&] { return ended->stage != Recording::Stage::opening; });
    if (ended->stage == Recording::Stage::recording) {
        if (!deck_->stop()) throw Error("take", "the card does not answer", "call stop() again");
        ended->stage = Recording::Stage::closing;
    }
    return result_of(ended, lock);
}

FinishedTake Recorder::Impl::wait() {
    Lock lock(mutex_);
    return result_of(take(), lock);
}

std::shared_ptr<Recorder::Impl::Recording> Recorder::Impl::take() const {
    if (!take_)
        throw Error("take", "none is being recorded", "start() begins one", Error::Kind::state);
    return take_;
}

FinishedTake Recorder::Impl::result_of(const std::shared_ptr<Recording>& take, Lock& lock) {
    changed_.wait(lock, [&] { return take->stage == Recording::Stage::over; });
    if (take_ == take) take_.reset();
    if (!take->failure) return take->result;
    if (take->result.file.empty()) throw Error(*take->failure);
    throw CutShort(*take->failure, take->result);
}

// The device

std::unique_ptr<Source> Recorder::Impl::open_device() {
    if (deck_) deck_->halt();
    auto source = std::make_unique<AlsaSource>(request_);
    remarks_.assign(source->remarks().begin(), source->remarks().end());
    // What is left in the ring of a source that was held back is no part of another take.
    if (!deck_ || deck_->format() != source->format() || options_.no_drop) {
        deck_.emplace(source->format(), settings_);
        listener_bell_.ring();
    }
    return source;
}

void Recorder::Impl::feed(std::unique_ptr<Source> source) {
    deck_->feed(std::move(source));
    if (!deck_->remark().empty()) remarks_.push_back(deck_->remark());
}

// The listener

void Recorder::Impl::listen() {
    Lock lock(mutex_);
    while (!ending_) {
        while (const auto news = deck_->receive()) handle(*news);
        look_at_device();
        changed_.notify_all();
        std::array doors = {pollfd{deck_->bell(), POLLIN, 0},
                            pollfd{listener_bell_.fd(), POLLIN, 0}};
        lock.unlock();
        ::poll(doors.data(), doors.size(), -1);
        lock.lock();
        listener_bell_.answer();
    }
}

void Recorder::Impl::handle(const News& news) {
    switch (news.kind) {
    case News::Kind::opened:
        if (take_->stage == Recording::Stage::opening) take_->stage = Recording::Stage::recording;
        break;
    case News::Kind::closed:
        if (take_->result.file.empty())
            take_->result.file = news.name;
        else
            take_->result.further_files.emplace_back(news.name);
        break;
    case News::Kind::trouble: // not told: a take of the library does not outlive its card
    case News::Kind::failed:
        take_->stage = Recording::Stage::closing;
        if (!take_->failure) take_->failure = error_of(news);
        break;
    case News::Kind::ended:
        take_->stage = Recording::Stage::over;
        take_->result.frames = news.frames;
        take_->result.lost = deck_->state().take_lost;
        if (options_.no_drop) deck_->halt();
        break;
    }
}

/// Without a device the take has nothing to wait for; its file gets its final name now.
void Recorder::Impl::look_at_device() {
    const bool is_cut_short = take_ && take_->goes_on() && deck_->source_error();
    if (!is_cut_short) return;
    if (!deck_->stop({}, StopReason::device)) return; // with the next news again
    take_->failure = stream_error(options_.device, deck_->source_error());
    take_->stage = Recording::Stage::closing;
}

// Tellings

bool Recorder::Impl::is_recording() {
    const Lock lock(mutex_);
    return take_ && take_->stage == Recording::Stage::recording;
}

Frames Recorder::Impl::frames() {
    const Lock lock(mutex_);
    deck_->poke();
    return deck_->state().take_frames;
}

Frames Recorder::Impl::frames_lost() {
    const Lock lock(mutex_);
    return deck_->state().take_lost;
}

std::vector<float> Recorder::Impl::levels_dbfs() {
    const Lock lock(mutex_);
    deck_->levels().watch(true);
    deck_->poke();
    const Levels& levels = deck_->state().levels;
    std::vector<float> peaks(levels.channels());
    for (unsigned c = 0; c < levels.channels(); ++c) peaks[c] = to_dbfs(levels.peak(c));
    return peaks;
}

std::string Recorder::Impl::fault() {
    const Lock lock(mutex_);
    if (const auto error = deck_->source_error())
        return stream_error(options_.device, error).what();
    return take_ && take_->failure ? take_->failure->what() : "";
}

AudioFormat Recorder::Impl::format() {
    const Lock lock(mutex_);
    return deck_->format();
}

std::vector<std::string> Recorder::Impl::remarks() {
    const Lock lock(mutex_);
    return remarks_;
}

} // namespace redstart
