// Orders go to the deck under the lock; what became of them is waited for without it.
#include "library/recorder_impl.hpp"

#include "base/dating_time.hpp"
#include "base/notes.hpp"
#include "base/thread.hpp"
#include "disk/take_paths.hpp"
#include "takes/finish_sidecar.hpp"
#include "takes/take_file.hpp"

#include <algorithm>

namespace redstart {
namespace {

Notes notes_of(const TakeOptions& options) {
    Notes notes;
    for (const auto& [key, text] : options.notes) notes.set(key, text);
    return notes;
}

} // namespace

Recorder::Impl::~Impl() {
    end_take();
    listening_.reset();
    end_take(); // the listener may have begun one
    events_.end();
    end_take();
    {
        const Lock lock(mutex_);
        ending_ = true;
    }
    told_->bell.ring();
    news_reader_.join();
}

void Recorder::Impl::end_take() noexcept {
    try {
        stop();
    } catch (const std::exception&) { // no take, or one that is kept as far as it came
    }
}

void Recorder::Impl::start(const std::filesystem::path& file, const TakeOptions& options) {
    Lock lock(mutex_);
    if (take_ && take_->stage != Recording::Stage::over)
        throw Error(file, "another take is under way", "stop() ends it", Error::Kind::state);
    if (options.length && *options.length <= std::chrono::nanoseconds::zero())
        throw Error(file, "a take of no length", "leave the length out to record until stop()");
    OpenOutput files = files_of(file, options);
    std::unique_ptr<Source> source;
    if (options_.no_drop || !deck_->is_capturing()) source = open_device();
    const auto frames =
        options.length ? std::optional(deck_->format().frames(*options.length)) : std::nullopt;
    if (!give_order(std::move(files), frames, std::move(source)))
        throw Error(file, "the card does not answer", "try again when it does");
    const bool has_sidecar = options.sidecar || !options.notes.empty();
    const auto take = take_ = std::make_shared<Recording>(has_sidecar);
    changed_.wait(lock, [&] { return take->is_open(); });
    if (take->failure) result_of(take, lock);
}

/// The format is asked for when the first file is made: the device may have come back with another.
OpenOutput Recorder::Impl::files_of(const std::filesystem::path& file, const TakeOptions& options) {
    const bool has_sidecar = options.sidecar || !options.notes.empty();
    return [file, has_sidecar, notes = notes_of(options), device = options_.device, told = told_,
            deck = &*deck_, made = 0u](TimePoint) mutable {
        const auto name = numbered(file, made + 1);
        const WavFile::Options rf64{.rf64 = true};
        std::unique_ptr<TakeOutput> output;
        if (has_sidecar)
            output = std::make_unique<TakeFile>(name, deck->format(), rf64, device, notes);
        else
            output = std::make_unique<WavFile>(name, deck->format(), rf64);
        ++made;
        return std::make_unique<ToldOutput>(std::move(output), told);
    };
}

/// A live source runs before a take begins; one that may be held back begins with it.
bool Recorder::Impl::give_order(OpenOutput open, std::optional<Frames> length,
                                std::unique_ptr<Source> source) {
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
    look_at_device(); // a device that has gone cut the take short, also where nobody was told yet
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

void Recorder::Impl::mark(std::string_view label) {
    const Lock lock(mutex_);
    const auto marked = take_under_way();
    const TimePoint now = Clock::now();
    const DeckState& state = deck_->state();
    const Frames at = state.clock.frame_at(now) - state.take_first;
    if (!deck_->mark(now, std::string(label)))
        throw Error("mark", "too many wait already, for a card that does not answer",
                    "try again when it does");
    marked->result.marks.push_back({std::max<Frames>(0, at), std::string(label)});
}

void Recorder::Impl::split() {
    const Lock lock(mutex_);
    take_under_way();
    if (!deck_->split())
        throw Error("split", "too many wait already, for a card that does not answer",
                    "try again when it does");
}

Recorder::Impl::TakePointer Recorder::Impl::take() const {
    if (!take_)
        throw Error("take", "none is being recorded", "start() begins one", Error::Kind::state);
    return take_;
}

Recorder::Impl::TakePointer Recorder::Impl::take_under_way() const {
    if (take_ && take_->stage == Recording::Stage::recording) return take_;
    throw Error("take", "none is being recorded", "start() begins one", Error::Kind::state);
}

FinishedTake Recorder::Impl::result_of(const TakePointer& take, Lock& lock) {
    changed_.wait(lock, [&] { return take->stage == Recording::Stage::over; });
    if (take_ == take) take_.reset();
    lock.unlock();
    if (take->has_sidecar) make_sidecars(*take);
    if (!take->failure) return take->result;
    if (take->result.file.empty()) throw Error(*take->failure);
    throw CutShort(*take->failure, take->result);
}

/// On the thread that wants the result; the sound is safe, and what goes wrong here is a warning.
void Recorder::Impl::make_sidecars(Recording& take) {
    std::call_once(take.sidecar_made, [&] {
        std::vector<std::filesystem::path> files = take.result.further_files;
        if (!take.result.file.empty()) files.insert(files.begin(), take.result.file);
        const auto block = std::make_unique<DigestBlock>();
        for (const auto& file : files) {
            try {
                finish_sidecar(file, *block, {}, dating_time());
            } catch (const Error& error) {
                events_.tell({.kind = RecorderEvent::Kind::warning, .text = error.what()});
            }
        }
    });
}

// Tellings

bool Recorder::Impl::is_recording() {
    const Lock lock(mutex_);
    return take_ && take_->stage == Recording::Stage::recording;
}

Frames Recorder::Impl::frames() {
    const Lock lock(mutex_);
    deck_->refresh();
    return deck_->take_frames();
}

Frames Recorder::Impl::frames_lost() {
    const Lock lock(mutex_);
    return deck_->state().take_lost;
}

std::vector<float> Recorder::Impl::levels_dbfs() {
    return dbfs(&Levels::peak);
}

std::vector<float> Recorder::Impl::rms_dbfs() {
    return dbfs(&Levels::rms);
}

std::vector<float> Recorder::Impl::dbfs(float (Levels::*level)(unsigned) const) {
    const Lock lock(mutex_);
    deck_->refresh();
    const Levels& levels = deck_->state().levels;
    std::vector<float> result(levels.channels());
    for (unsigned c = 0; c < levels.channels(); ++c) result[c] = to_dbfs((levels.*level)(c));
    return result;
}

std::vector<Gap> Recorder::Impl::gaps() {
    const Lock lock(mutex_);
    return take_ ? take_->result.gaps : std::vector<Gap>();
}

std::optional<Frames> Recorder::Impl::take_position() {
    const Lock lock(mutex_);
    const Frames first = deck_->state().take_first;
    return first == Recorded::no_take ? std::nullopt : std::optional(first);
}

std::exception_ptr Recorder::Impl::callback_error() {
    const Lock lock(mutex_);
    const auto error = listening_ ? listening_->error() : nullptr;
    return error ? error : events_.error();
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
