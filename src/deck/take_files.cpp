// One file at a time; an error of the card closes it and leaves what was not safe to the next.
#include "deck/take_files.hpp"

#include <redstart/error.hpp>

#include <algorithm>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds first_pause = 250ms, longest_pause = 1s;

/// While one exists the card owes an answer.
class Asking {
public:
    explicit Asking(Recorded& recorded) : recorded_(recorded) {
        recorded_.card_asked = Clock::now().time_since_epoch().count();
    }
    ~Asking() { recorded_.card_asked = 0; }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;

private:
    Recorded& recorded_;
};

bool is_full(std::error_code code) noexcept {
    return code == std::errc::no_space_on_device ||
           code == std::error_code(EDQUOT, std::generic_category());
}

} // namespace

TakeFiles::TakeFiles(const SoundPath& path, const Captured& captured, Recorded& recorded,
                     OpenOutput open, Frames first, bool outlives_card, bool goes_on, Tell tell)
    : path_(path),
      captured_(captured),
      recorded_(recorded),
      open_(std::move(open)),
      outlives_card_(outlives_card),
      tell_(std::move(tell)),
      first_(first),
      is_begun_(goes_on),
      minutes_(path.ring.format(), path.figures),
      measured_(first),
      file_first_(first),
      safe_(first),
      pause_(first_pause, longest_pause, true) {
    for (auto& peak : recorded_.take_peaks) peak = 0;
    for (auto& clips : recorded_.take_clips) clips = 0;
}

Frames TakeFiles::next() const noexcept {
    return file_ ? file_first_ + file_->frames() : safe_;
}

Frames TakeFiles::safe() const noexcept {
    return safe_;
}

bool TakeFiles::open() {
    const Asking asking(recorded_);
    try {
        file_ = open_(captured_.clock.time_of(safe_));
    } catch (const Error& error) {
        return on_error(error.what(), error.code());
    } catch (const std::exception& error) { // of the library: no memory, say
        return on_error(std::string("take: no new file: ") + error.what(), {});
    }
    file_first_ = safe_;
    is_told_ = is_kept_ = false;
    closing_at_ = -1;
    ++number_;
    file_->begins(captured_.clock.time_of(safe_), safe_ - first_, previous_);
    minutes_.begin(safe_);
    return true;
}

bool TakeFiles::append(std::span<const std::byte> frames) {
    const std::error_code error = timed([&] { return file_->append(frames); });
    tell_minutes();
    return check(error);
}

/// Figures are there no later than the sound.
void TakeFiles::tell_minutes() noexcept {
    minutes_.go_on(
        next(), [this](const LevelMinute& minute) { file_->minute(minute); },
        [this](const FiguresLog::Stretch& stretch) {
            if (stretch.middle() < measured_) return; // in a file whose card failed
            measured_ = stretch.end();
            for (std::size_t c = 0; c < stretch.channels.size(); ++c) {
                const ChannelFigures& figures = stretch.channels[c];
                recorded_.take_peaks[c] = std::max(recorded_.take_peaks[c].load(), figures.peak);
                recorded_.take_clips[c] += figures.clips;
            }
        });
}

void TakeFiles::tell_last_minute() noexcept {
    tell_minutes();
    if (const LevelMinute last = minutes_.take_last(); last.frames > 0) file_->minute(last);
}

/// In slices of a second: hours of it are no writer that hangs.
bool TakeFiles::append_silence(Frames frames, GapCause cause) {
    const Frames begin = file_->frames(), slice = path_.ring.format().frames(1s);
    std::error_code error;
    while (!error && file_->frames() - begin < frames) {
        const Frames left = frames - (file_->frames() - begin);
        error = timed([&] { return file_->append_silence(std::min(left, slice)); });
    }
    if (file_->frames() > begin) file_->gap({begin, file_->frames() - begin, cause});
    return check(error);
}

void TakeFiles::mark(Frames position, const std::string& text) noexcept {
    file_->mark(std::max<Frames>(0, position - file_first_), text);
}

bool TakeFiles::sync() {
    if (!file_ || file_->frames() == 0) return true;
    file_->note(figures(StopReason::none));
    if (!check(timed([&] { return file_->sync(); }))) return false;
    safe_ = file_first_ + file_->frames_on_card();
    state_ = State::well;
    is_trouble_told_ = false;
    pause_.reset();
    recorded_.last_sync = Clock::now().time_since_epoch().count();
    recorded_.is_recording = true;
    if (!std::exchange(is_told_, true)) tell_({News::Kind::opened, file_->name(), 0, {}, {}});
    return true;
}

bool TakeFiles::close(StopReason why) {
    if (!file_) return true;
    if (!is_told_ && !sync()) return false;
    why_ = why;
    closing_at_ = next();
    file_->note(figures(why));
    tell_last_minute();
    if (!check(timed([&] { return file_->close(); }))) return false;
    is_kept_ = true;
    safe_ = file_first_ + file_->frames();
    recorded_.last_sync = Clock::now().time_since_epoch().count();
    tell_closed();
    return true;
}

void TakeFiles::give_up() {
    state_ = State::failed;
    trouble_.kind = News::Kind::failed;
    tell_(trouble_);
    if (file_) abandon(StopReason::failure, false);
}

bool TakeFiles::check(std::error_code code) {
    return !code || on_error(file_->name() + ": " + code.message(), code);
}

/// Told once for as long as it lasts, for every try would tell it again. A file that is as long as
/// its file system allows (FAT: 4 GiB) is no error: the next one takes over.
bool TakeFiles::on_error(const std::string& error, std::error_code code) {
    const bool is_at_limit = code == std::errc::file_too_large && file_ && file_->frames() > 0;
    const bool goes_on =
        (outlives_card_ || is_at_limit) && !is_full(code) && (number_ > 0 || is_begun_);
    const bool is_news = !goes_on || (!is_trouble_told_ && !is_at_limit);
    trouble_ = {goes_on ? News::Kind::trouble : News::Kind::failed,
                file_ ? file_->name() : std::string{}, 0, error, code};
    recorded_.is_recording = false;
    if (is_news) tell_(trouble_);
    is_trouble_told_ = is_trouble_told_ || is_news;
    state_ = goes_on ? State::troubled : State::failed;
    const StopReason final = is_full(code) ? StopReason::full : StopReason::failure;
    if (file_)
        abandon(!goes_on ? final : next() == closing_at_ ? why_ : StopReason::none, is_at_limit);
    plan_next_try();
    return false;
}

/// The file gets its true header and final name if they can be had; what came onto the card stays.
/// A file at its limit met no error yet: the one that close() meets may not keep it from that.
void TakeFiles::abandon(StopReason why, bool tries_again) {
    file_->note(figures(why));
    tell_last_minute();
    const std::error_code error = [&] {
        const Asking asking(recorded_);
        const std::error_code first = file_->close();
        return first && tries_again ? file_->close() : first;
    }();
    is_kept_ = !error;
    const Frames safe_before = std::exchange(safe_, file_first_ + file_->frames_on_card());
    if (safe_ > safe_before) pause_.reset();
    tell_closed();
}

/// Of a file that kept its name; one in which nothing was kept is none.
void TakeFiles::tell_closed() {
    News closed{News::Kind::closed, file_->name(), file_->frames_kept(), {}, {}};
    file_.reset();
    if (closed.frames == 0) return;
    previous_ = closed.name;
    if (is_kept_) tell_(std::move(closed));
}

/// The first new file at once: many an error is over with the file that it hit.
void TakeFiles::plan_next_try() noexcept {
    next_try_ = Clock::now() + pause_.next();
}

TakeFigures TakeFiles::figures(StopReason why) const noexcept {
    TakeFigures result;
    result.worst_write = recorded_.write_times.worst();
    result.writes = recorded_.write_times.histogram();
    if (file_first_ == first_) result.pre_roll = pre_roll_;
    result.ring_frames = path_.ring.frames();
    const Frames waiting = captured_.position - safe_; // a write that hung just now shows here
    result.ring_highest =
        std::min(result.ring_frames, std::max(recorded_.highest_backlog.load(), waiting));
    if (const std::int64_t drift = recorded_.take_drift_ppb; drift != Recorded::no_drift)
        result.drift_ppm = static_cast<double>(drift) / 1000;
    result.stop = why;
    return result;
}

template <class Call>
std::error_code TakeFiles::timed(Call call) noexcept {
    const Asking asking(recorded_);
    const TimePoint before = Clock::now();
    const std::error_code error = call();
    const TimePoint after = Clock::now();
    recorded_.write_times.note(after - before);
    recorded_.writer_moved = after.time_since_epoch().count();
    return error;
}

} // namespace redstart
