// Lays sound and silence end to end, cuts it into files, and counts what is silence.
#include "deck/take.hpp"

#include "disk/page_writer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace redstart {
namespace {

/// The oldest frame a take can begin with. The position is read first: what is captured in
/// between is then in the ring, and older than nothing.
Frames oldest(const SoundPath& path, const Captured& captured) {
    const Frames position = captured.position.load(std::memory_order_acquire);
    return path.ring.size() > 0 ? path.ring[0].first : position;
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

Take::Take(SoundPath& path, const Captured& captured, Recorded& recorded, const WriterOrder& start,
           TakeSettings settings, TakeFiles::Tell tell)
    : path_(path),
      captured_(captured),
      recorded_(recorded),
      settings_(settings),
      tell_(std::move(tell)),
      first_(std::max(start.at.value_or(captured.position), oldest(path, captured))),
      files_(path, captured, recorded, start.open, first_, settings.outlives_card,
             start.kind == WriterOrder::Kind::resume, tell_),
      laid_(first_),
      drift_(path.ring.format().rate),
      feeds_(captured.feeds),
      anchored_(Clock::now()),
      told_(first_) {
    recorded_.take_drift_ppb = Recorded::no_drift;
    if (start.at) files_.set_pre_roll(std::max<Frames>(0, *start.at + start.pre_roll - first_));
    laid_gaps_.reserve(64);
    if (start.length) end_ = first_ + *start.length, why_ = StopReason::length;
    recorded_.write_times.begin_anew();
    recorded_.highest_backlog = 0;
    show_progress();
    recorded_.take_end = end_.value_or(Recorded::no_end);
    recorded_.take_first = first_;
}

void Take::end_at(Frames position, StopReason why) {
    const Frames before = end_.value_or(std::numeric_limits<Frames>::max());
    if (position < before) why_ = why;
    end_ = std::max(files_.next(), std::min(position, before));
    recorded_.take_end = *end_;
}

void Take::split_at(Frames position) {
    const bool has_something = files_.is_open() || position > files_.next();
    if (has_something) split_ = std::max(files_.next(), position);
}

void Take::mark(Frames position, std::string text) {
    marks_.push_back({std::max(position, first_), std::move(text)});
}

Frames Take::file_end() const noexcept {
    const Frames longest = settings_.split_frames > 0 ? files_.file_first() + settings_.split_frames
                                                      : std::numeric_limits<Frames>::max();
    return std::min(longest, split_.value_or(longest));
}

void Take::write(Frames held_back) {
    look_at_drift();
    const Frames position = captured_.position.load(std::memory_order_acquire);
    const bool goes_on = files_.is_open() && position < end_.value_or(position + 1);
    Frames limit = goes_on ? page_end(position, held_back) : position;
    if (split_) limit = std::max(limit, *split_);
    bool well = lay(std::min(limit, end_.value_or(limit)));
    const bool end_was_lost = end_ && files_.next() < *end_ && *end_ <= position;
    if (well && end_was_lost) well = fill_gap(*end_);
    const bool is_at_end = end_ && files_.next() >= *end_;
    if (well && !is_at_end && files_.is_open() && files_.next() >= file_end()) well = close_file();
    if (is_at_end) bring_marks_before(*end_);
    place_marks();
    if (well && is_at_end) {
        is_closed_ = files_.close(why_);
        // Nothing is missing then but a name at most, and no new file can give it.
        const bool is_all_safe = !is_closed_ && files_.is_waiting() && files_.next() >= *end_;
        if (is_all_safe && files_.is_kept())
            is_closed_ = true;
        else if (is_all_safe)
            files_.give_up();
    }
    go_back();
    show_progress();
}

/// Where pages are longer than what is held back anyway, they are cut.
Frames Take::page_end(Frames position, Frames held_back) const noexcept {
    const Frames page = frames_of_whole_pages(path_.ring.format());
    if (page > held_back) return position - held_back;
    const Frames end = std::max(position - held_back + page, files_.file_first());
    return end - (end - files_.file_first()) % page;
}

/// Of one device: another has another clock.
void Take::look_at_drift() noexcept {
    if (feeds_ != captured_.feeds) {
        feeds_ = captured_.feeds;
        anchored_ = Clock::now();
        drift_.begin_anew();
    }
    const auto anchor = captured_.anchors.newest();
    if (!anchor || anchor->when <= anchored_) return;
    anchored_ = anchor->when;
    drift_.add(anchor->position, anchor->when);
    if (const auto ppm = drift_.ppm()) recorded_.take_drift_ppb = std::llround(*ppm * 1000);
}

bool Take::lay(Frames limit) {
    const std::size_t chunks = path_.ring.size();
    for (std::size_t i = 0; i < chunks && files_.next() < limit;) {
        const ChunkRing::Chunk sound = piece(path_.ring, i, chunks);
        if (sound.end() <= files_.next()) continue;
        if (sound.first >= limit) break;
        if (sound.first > files_.next() && !fill_gap(sound.first)) return false;
        if (!advance(std::min(sound.end(), limit), &sound)) return false;
    }
    return true;
}

/// Up to `position`, over as many files as that touches; silence without `sound`.
bool Take::advance(Frames position, const ChunkRing::Chunk* sound) {
    while (files_.next() < position) {
        if (files_.is_open() && files_.next() >= file_end() && !close_file()) return false;
        if (!files_.is_open() && !files_.open()) return false;
        if (!append(std::min(position, file_end()), sound)) return false;
    }
    return true;
}

bool Take::append(Frames position, const ChunkRing::Chunk* sound) {
    const AudioFormat& format = path_.ring.format();
    const Frames from = files_.next();
    if (sound)
        return files_.append(
            sound->bytes.subspan(format.bytes(from - sound->first), format.bytes(position - from)));
    return files_.append_silence(position - from, cause_);
}

/// The frames before `position` never came: as much silence, a mark in each file, and the count.
bool Take::fill_gap(Frames position) {
    while (files_.next() < position) {
        const Frames begin = files_.next();
        const auto loss = path_.losses.from(begin);
        cause_ = loss ? loss->cause : GapCause::overrun;
        const Frames end = loss ? std::min(loss->end, position) : position;
        const bool well = advance(end, nullptr);
        if (files_.next() > begin) note_gap({begin, files_.next() - begin, cause_});
        if (loss && loss->since < loss->first) mark_beginning(loss->since, begin);
        if (!well) return false;
    }
    return true;
}

/// Of a gap that was noticed late: its silence is laid there, and the sound in between is too
/// early. Where they lie in one file, a mark stands there; once, however often the gap is
/// laid.
void Take::mark_beginning(Frames since, Frames gap) {
    if (since < files_.file_first()) return;
    const std::string text =
        "lost about here: the gap at frame " + std::to_string(gap - files_.file_first());
    const auto is_same = [&](const Mark& mark) {
        return mark.position == since && mark.text == text;
    };
    if (std::ranges::none_of(marks_, is_same)) mark(since, text);
}

void Take::note_gap(const LaidGap& gap) {
    laid_ = files_.next();
    laid_gaps_.push_back(gap);
    lost_ += gap.frames;
    gaps_[static_cast<std::size_t>(gap.cause)] += 1;
    const Frames fresh = gap.at + gap.frames - std::max(gap.at, told_);
    if (fresh > 0) recorded_.missed_by[static_cast<std::size_t>(gap.cause)] += fresh;
    told_ = std::max(told_, laid_);
}

/// After an error: what was laid behind the safe position is laid, marked and counted once more.
void Take::go_back() {
    const Frames next = files_.next();
    if (next < laid_)
        for (const LaidGap& gap : laid_gaps_) {
            lost_ -= std::clamp<Frames>(gap.at + gap.frames - next, 0, gap.frames);
            gaps_[static_cast<std::size_t>(gap.cause)] -= gap.at + gap.frames > next ? 1 : 0;
        }
    std::erase_if(laid_gaps_, [&](const LaidGap& gap) {
        return gap.at + gap.frames <= files_.safe() || (next < laid_ && gap.at + gap.frames > next);
    });
    laid_ = next;
}

/// The clock, which places a mark, may be a little ahead of the sound, which the take ends with.
void Take::bring_marks_before(Frames end) noexcept {
    for (Mark& mark : marks_)
        if (mark.in_file == 0) mark.position = std::min(mark.position, end - 1);
}

/// A mark is in its file as soon as its frame is, and kept until that is safe.
void Take::place_marks() {
    std::erase_if(marks_, [this](const Mark& mark) {
        return mark.in_file > 0 && mark.position < files_.safe();
    });
    if (!files_.is_open()) return;
    for (Mark& mark : marks_) {
        if (mark.in_file == files_.number() || mark.position >= files_.next()) continue;
        files_.mark(mark.position, mark.text);
        mark.in_file = files_.number();
    }
}

void Take::sync() {
    files_.sync();
    go_back();
    show_progress();
}

bool Take::close_file() {
    place_marks();
    split_.reset();
    return files_.close(StopReason::none);
}

void Take::give_up() {
    was_cut_off_ = true;
    files_.give_up();
    show_progress();
}

void Take::tell_end() {
    recorded_.is_recording = false;
    show_progress();
    recorded_.take_first = Recorded::no_take;
    tell_({News::Kind::ended, {}, files_.next() - first_, {}, {}, was_cut_off_});
}

void Take::show_progress() noexcept {
    recorded_.take_frames = files_.next() - first_;
    recorded_.take_on_card = files_.safe() - first_;
    recorded_.take_lost = lost_;
    recorded_.take_gaps = std::accumulate(gaps_.begin(), gaps_.end(), 0u);
    for (std::size_t i = 0; i < gaps_.size(); ++i) recorded_.take_gaps_by[i] = gaps_[i];
}

} // namespace redstart
