// Lays sound and silence end to end, cuts it into files, and says what is safe.
#include "take/take.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <limits>

namespace redstart {
namespace {

/// The oldest frame a take can begin with. The position is read first: what is captured in
/// between is then in the ring, and older than nothing.
Frames oldest(const Belt& belt) {
    const Frames position = belt.position.load(std::memory_order_acquire);
    return belt.ring.size() > 0 ? belt.ring[0].first : position;
}

/// Chunk i and the full neighbours behind it, as one piece; i moves behind the last of them.
ChunkRing::Chunk piece(const ChunkRing& ring, std::size_t& i, std::size_t chunks) {
    ChunkRing::Chunk whole = ring[i++];
    for (; i < chunks; ++i) {
        const ChunkRing::Chunk next = ring[i];
        const bool follows = next.first == whole.end() &&
                             next.bytes.data() == whole.bytes.data() + whole.bytes.size();
        if (!follows) break;
        whole.frames += next.frames;
        whole.bytes = {whole.bytes.data(), whole.bytes.size() + next.bytes.size()};
    }
    return whole;
}

} // namespace

Take::Take(Belt& belt, const Order& start, Frames split_frames, Tell tell)
    : belt_(belt),
      open_(start.open),
      split_frames_(split_frames),
      tell_(std::move(tell)),
      first_(std::max(start.at.value_or(belt.position), oldest(belt))),
      next_(first_),
      file_first_(first_) {
    if (start.length) end_ = first_ + *start.length;
    belt_.worst_write_us = 0;
    show_progress();
}

void Take::end_at(Frames place) {
    end_ = std::max(next_, std::min(place, end_.value_or(place)));
}

void Take::split_at(Frames place) {
    if (file_) split_ = std::max(next_, place);
}

void Take::mark(Frames place, std::string text) {
    marks_.push_back({std::max(place, first_), std::move(text)});
}

Frames Take::safe() const noexcept {
    return file_ ? file_first_ + file_->frames_on_card() : next_;
}

Frames Take::file_end() const noexcept {
    const Frames longest =
        split_frames_ > 0 ? file_first_ + split_frames_ : std::numeric_limits<Frames>::max();
    return std::min(longest, split_.value_or(longest));
}

bool Take::write(Frames held_back) {
    const Frames position = belt_.position.load(std::memory_order_acquire);
    Frames limit = file_ && !end_ ? position - held_back : position;
    if (split_) limit = std::max(limit, *split_);
    const std::size_t chunks = belt_.ring.size();
    for (std::size_t i = 0; i < chunks && !is_over();) {
        const ChunkRing::Chunk sound = piece(belt_.ring, i, chunks);
        if (sound.end() <= next_) continue;
        if (sound.first >= limit) break;
        if (sound.first > next_ && !note_gap(sound.first)) return false;
        if (!advance(std::min(sound.end(), limit), &sound)) return false;
    }
    const bool end_was_lost = end_ && next_ < *end_ && *end_ <= position;
    if (end_was_lost && !note_gap(*end_)) return false;
    if (file_ && next_ >= file_end() && !is_over() && !close_file()) return false;
    place_marks();
    show_progress();
    return true;
}

/// Up to `place` or the take's end, over as many files as that touches; silence without `sound`.
bool Take::advance(Frames place, const ChunkRing::Chunk* sound) {
    place = std::min(place, end_.value_or(place));
    while (next_ < place) {
        if (file_ && next_ >= file_end() && !close_file()) return false;
        if (!file_ && !open_file()) return false;
        if (!append(std::min(place, file_end()), sound)) return false;
    }
    return true;
}

bool Take::append(Frames place, const ChunkRing::Chunk* sound) {
    const AudioFormat& format = belt_.ring.format();
    const std::error_code error = timed([&] {
        if (!sound) return file_->append_silence(place - next_);
        return file_->append(
            sound->bytes.subspan(format.bytes(next_ - sound->first), format.bytes(place - next_)));
    });
    next_ = file_first_ + file_->frames();
    return check(error);
}

/// The frames before `place` never came: as much silence, a mark where it begins, and the count.
bool Take::note_gap(Frames place) {
    const Frames begin = next_;
    if (!advance(place, nullptr)) return false;
    const Frames missing = next_ - begin;
    if (file_) file_->gap({std::max(begin, file_first_) - file_first_, missing, GapCause::overrun});
    lost_ += missing;
    gaps_ += 1;
    return true;
}

void Take::place_marks() {
    if (!file_) return;
    std::erase_if(marks_, [this](const Mark& mark) {
        if (mark.place >= next_) return false;
        file_->mark(std::max<Frames>(0, mark.place - file_first_), mark.text);
        return true;
    });
}

bool Take::open_file() {
    try {
        file_ = open_();
    } catch (const Error& error) {
        return fail(error.what(), error.code());
    }
    is_told_ = false;
    file_first_ = next_;
    file_->begins(belt_.clock.time_of(next_), next_ - first_);
    return true;
}

bool Take::sync() {
    if (!file_ || file_->frames() == 0) return true;
    if (!check(timed([&] { return file_->sync(); }))) return false;
    belt_.last_sync = Clock::now().time_since_epoch().count();
    belt_.is_recording = true;
    show_progress();
    if (!std::exchange(is_told_, true)) tell_({News::Kind::opened, file_->name(), 0, {}, {}});
    return true;
}

bool Take::close_file() {
    place_marks();
    if (!is_told_ && !sync()) return false;
    split_.reset();
    const std::error_code error = timed([&] { return file_->close(); });
    News closed{News::Kind::closed, file_->name(), file_->frames(), {}, {}};
    if (!check(error)) return false;
    file_.reset();
    tell_(std::move(closed));
    return true;
}

void Take::finish(bool well) {
    if (file_ && well) close_file();
    if (file_) save_what_is_there();
    belt_.is_recording = false;
    show_progress();
    tell_({News::Kind::ended, {}, next_ - first_, {}, {}});
}

/// After an error, which was told: the file gets its true header and final name if it can be had.
void Take::save_what_is_there() {
    const std::error_code error = file_->close();
    if (!error && file_->frames() > 0)
        tell_({News::Kind::closed, file_->name(), file_->frames(), {}, {}});
    file_.reset();
}

bool Take::fail(const std::string& error, std::error_code code) {
    tell_({News::Kind::failed, file_ ? file_->name() : std::string{}, 0, error, code});
    return false;
}

bool Take::check(std::error_code code) {
    if (!code) return true;
    return fail(file_->name() + ": " + code.message(), code);
}

void Take::show_progress() noexcept {
    belt_.take_frames = next_ - first_;
    belt_.take_on_card = safe() - first_;
    belt_.take_lost = lost_;
    belt_.take_gaps = gaps_;
}

template <class Call>
std::error_code Take::timed(Call call) noexcept {
    using std::chrono::microseconds;
    const TimePoint before = Clock::now();
    const std::error_code error = call();
    const auto took = std::chrono::duration_cast<microseconds>(Clock::now() - before).count();
    if (took > belt_.worst_write_us) belt_.worst_write_us = took;
    return error;
}

} // namespace redstart
