// Sound waits in a ring of windows until the gate has decided; what is kept goes on in long pieces.
#include "audio/voice_output.hpp"

#include "base/units.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <utility>

namespace redstart {
namespace {

/// The file that could not be made; who asks for its name() adds the system's words.
std::string without_cause(const Error& error) {
    const std::string line = error.what();
    return line.substr(0, line.find(": " + error.code().message()));
}

} // namespace

void VoiceOutput::check(const AudioFormat& format, const VoiceSettings& settings) {
    const std::uint64_t bytes = format.file_bytes(VoiceGate(format, settings).longest_wait());
    if (bytes > most_bytes)
        throw Error("hold",
                    exact_duration(settings.hold) + " of this sound fill " + show_bytes(bytes) +
                        " of memory",
                    "choose a shorter one; at most " + show_bytes(most_bytes) + " are taken");
}

VoiceOutput::VoiceOutput(const AudioFormat& format, const VoiceSettings& settings,
                         std::unique_ptr<TakeOutput> file, Open open,
                         std::shared_ptr<VoiceTally> tally)
    : format_(format),
      splits_(settings.splits),
      open_(std::move(open)),
      tally_(std::move(tally)),
      gate_(format, settings),
      waiting_(format.bytes(gate_.longest_wait())),
      silence_(format.bytes(gate_.window()), silent_byte(format.sample)),
      file_(std::move(file)) {}

void VoiceOutput::begins(TimePoint first, Frames place, std::string_view previous) noexcept {
    beginning_.first = first;
    beginning_.place = place;
    has_beginning_ = true;
    try {
        beginning_.previous = previous;
    } catch (const std::exception&) { // no memory: it continues nothing then
    }
}

std::error_code VoiceOutput::append(std::span<const std::byte> frames) noexcept {
    std::error_code error = take_in(frames);
    if (!error) error = write_kept();
    if (!events_.empty()) tell_events(first_);
    return result(error);
}

std::error_code VoiceOutput::append_silence(Frames frames) noexcept {
    std::error_code error;
    while (!error && frames > 0) {
        const Frames now = std::min(frames, format_.frames_in(silence_.size()));
        error = append(std::span(silence_).first(format_.bytes(now)));
        frames -= now;
    }
    return error;
}

std::error_code VoiceOutput::take_in(std::span<const std::byte> frames) noexcept {
    while (!frames.empty()) {
        const Frames missing = gate_.window() - (received_ - judged_);
        const Frames now = std::min(missing, format_.frames_in(frames.size()));
        const std::size_t bytes = format_.bytes(now);
        std::memcpy(room_at(received_, now).data(), frames.data(), bytes);
        frames = frames.subspan(bytes);
        received_ += now;
        if (now < missing) break;
        if (const auto error = judge()) return error;
    }
    return {};
}

/// A window and what the ring leaves room for lie in one piece.
std::span<std::byte> VoiceOutput::room_at(Frames position, Frames frames) noexcept {
    const Frames all = format_.frames_in(waiting_.size());
    return std::span(waiting_).subspan(format_.bytes(position % all), format_.bytes(frames));
}

/// The window that is full, or the last one. EFBIG where the file ends with it.
std::error_code VoiceOutput::judge() noexcept {
    const auto verdict = gate_.hear(room_at(judged_, received_ - judged_));
    judged_ = received_;
    keep_to_ = std::max(keep_to_, verdict.keep_to);
    tally_->is_open = gate_.is_open();
    const Frames all = format_.frames_in(waiting_.size());
    const bool is_full = all - (received_ - first_) < gate_.window();
    if (verdict.leave_to <= keep_to_ && !is_full && !verdict.closes) return {};
    if (const auto error = write_kept()) return error;
    first_ = keep_to_ = std::max(keep_to_, verdict.leave_to);
    const bool ends = verdict.closes && splits_;
    return ends ? std::make_error_code(std::errc::file_too_large) : std::error_code{};
}

std::error_code VoiceOutput::write_kept() noexcept {
    const Frames all = format_.frames_in(waiting_.size());
    while (first_ < keep_to_)
        if (const auto error = write(std::min(keep_to_ - first_, all - first_ % all))) return error;
    return {};
}

std::error_code VoiceOutput::write(Frames frames) noexcept {
    if (const auto error = prepare()) return error;
    const auto sound = room_at(first_, frames);
    const Frames place = kept_.kept(), left_out = place > 0 ? first_ - kept_.end() : 0;
    kept_.add(first_, frames);
    if (const auto error = file_->append(sound)) return error;
    if (left_out > 0) mark_join(place, left_out);
    first_ += frames;
    return {};
}

/// Two parts follow each other only in the file, and it says so.
void VoiceOutput::mark_join(Frames place, Frames left_out) noexcept {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "left out: %.3f s",
                  static_cast<double>(left_out) / format_.rate);
    file_->mark(place, text.data());
}

/// There is a file, it knows when it begins, and nothing that is not safe is forgotten.
std::error_code VoiceOutput::prepare() noexcept {
    if (!file_)
        if (const auto error = open_now()) return error;
    if (std::exchange(has_beginning_, false))
        file_->begins(beginning_.first + format_.duration(first_), beginning_.place + first_,
                      beginning_.previous);
    return kept_.has_room_for(first_) ? std::error_code{} : sync_file();
}

std::error_code VoiceOutput::open_now() noexcept {
    try {
        file_ = open_(beginning_.first + format_.duration(first_));
        return {};
    } catch (const Error& error) {
        trouble_ = without_cause(error);
        if (error.code()) return error.code();
    } catch (const std::exception&) {
        trouble_ = "no new file";
    }
    return std::make_error_code(std::errc::io_error);
}

void VoiceOutput::mark(Frames at, std::string_view label) noexcept {
    if (events_.is_full()) tell_events(received_);
    events_.mark(at, label);
    tell_events(first_);
}

void VoiceOutput::gap(const Gap& gap) noexcept {
    if (events_.is_full()) tell_events(received_);
    events_.gap(gap);
    if (gap.at + gap.frames <= first_) tell_events(first_);
}

void VoiceOutput::tell_events(Frames decided) noexcept {
    if (file_) events_.tell(decided, kept_, *file_);
}

void VoiceOutput::note(const TakeFigures& figures) noexcept {
    if (file_) file_->note(figures);
}

std::error_code VoiceOutput::sync() noexcept {
    std::error_code error = write_kept();
    tell_events(first_);
    if (!error) error = sync_file();
    if (error) return result(error);
    on_card_ = first_;
    count();
    return {};
}

std::error_code VoiceOutput::sync_file() noexcept {
    if (!file_) return {};
    if (const auto error = file_->sync()) return error;
    kept_.all_are_safe();
    return {};
}

std::error_code VoiceOutput::close() noexcept {
    std::error_code error = has_failed_ ? std::error_code{} : result(decide_the_rest());
    if (error) return error;
    tell_events(first_);
    if (file_) error = result(file_->close());
    const Frames safe = file_ ? file_->frames_on_card() : 0;
    on_card_ = safe < kept_.kept() ? kept_.source_of(safe) : std::max(first_, kept_.end());
    if (!error) tally_->marks_left_out += events_.marks_without_place(on_card_);
    tally_->is_open = false;
    count();
    return error;
}

std::error_code VoiceOutput::decide_the_rest() noexcept {
    if (received_ > judged_) {
        const auto error = judge();
        if (error && error != std::errc::file_too_large) return error;
    }
    if (const auto error = write_kept()) return error;
    first_ = keep_to_ = received_;
    return {};
}

std::error_code VoiceOutput::result(std::error_code error) noexcept {
    has_failed_ = has_failed_ || error;
    return error;
}

/// Only what is safe: what is not may come once more, in another file.
void VoiceOutput::count() noexcept {
    const Frames kept = file_ ? file_->frames_on_card() : 0;
    tally_->heard += on_card_ - std::exchange(counted_heard_, on_card_);
    tally_->kept += kept - std::exchange(counted_kept_, kept);
    tally_->parts += kept_.count() - std::exchange(counted_parts_, kept_.count());
}

} // namespace redstart
