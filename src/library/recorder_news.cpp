// What the deck and the device tell, on its way into the take's result and to the program.
#include "library/recorder_impl.hpp"

#include "disk/take_paths.hpp"
#include "library/stream_error.hpp"

#include <algorithm>
#include <array>
#include <poll.h>

namespace redstart {
namespace {

constexpr std::size_t most_listed = 4096; // gaps
using Kind = RecorderEvent::Kind;

Error error_of(const News& news) {
    return Error::from_line(news.error, news.code);
}

} // namespace

void Recorder::Impl::read_news() {
    Lock lock(mutex_);
    while (!ending_) {
        receive_gaps();
        while (const auto news = deck_->receive()) handle(*news);
        look_at_device();
        look_at_sound();
        changed_.notify_all();
        std::array doors = {pollfd{deck_->bell(), POLLIN, 0}, pollfd{told_->bell.fd(), POLLIN, 0}};
        lock.unlock();
        ::poll(doors.data(), doors.size(), -1);
        lock.lock();
        told_->bell.answer();
    }
}

void Recorder::Impl::handle(const News& news) {
    switch (news.kind) {
    case News::Kind::opened:
        if (take_->stage == Recording::Stage::opening) take_->stage = Recording::Stage::recording;
        events_.tell({.kind = Kind::file_begun, .file = TakePaths::of_sound(news.name).wav()});
        break;
    case News::Kind::closed:
        if (take_->result.file.empty())
            take_->result.file = news.name;
        else
            take_->result.further_files.emplace_back(news.name);
        events_.tell({.kind = Kind::file_finished, .file = news.name});
        break;
    case News::Kind::trouble: // not told: a take of the library does not outlive its card
    case News::Kind::failed:
        take_->stage = Recording::Stage::closing;
        if (!take_->failure) take_->failure = error_of(news);
        break;
    case News::Kind::ended:
        receive_gaps();
        conclude(news.frames);
        break;
    }
}

void Recorder::Impl::conclude(Frames frames) {
    FinishedTake& result = take_->result;
    result.frames = frames;
    result.lost = deck_->state().take_lost;
    for (WavMark& mark : result.marks)
        mark.at = std::clamp<Frames>(mark.at, 0, std::max<Frames>(0, frames - 1));
    take_->stage = Recording::Stage::over;
    if (take_->failure) events_.tell({.kind = Kind::cut_short, .text = take_->failure->what()});
    if (options_.no_drop) deck_->halt();
}

/// All that a take tells of them is here before the news that it ended.
void Recorder::Impl::receive_gaps() {
    while (const auto gap = told_->gaps.receive()) {
        if (take_) take_->add(*gap);
        events_.tell({.kind = Kind::gap, .gap = *gap});
    }
}

/// A gap that a file ended in goes on in the next; one that a failed file had is told once more.
void Recorder::Impl::Recording::add(const Gap& gap) {
    std::vector<Gap>& gaps = result.gaps;
    while (!gaps.empty() && gaps.back().at >= gap.at) gaps.pop_back();
    const bool goes_on = !gaps.empty() && gaps.back().at + gaps.back().frames == gap.at &&
                         gaps.back().cause == gap.cause;
    if (goes_on)
        gaps.back().frames += gap.frames;
    else if (gaps.size() < most_listed)
        gaps.push_back(gap);
}

/// Without a device the take has nothing to wait for; its file gets its final name now.
void Recorder::Impl::look_at_device() {
    const std::error_code code = deck_->source_error();
    if (!code) return;
    const Error error = stream_error(options_.device, code);
    if (!std::exchange(is_gone_told_, true))
        events_.tell({.kind = Kind::device_gone, .text = error.what()});
    if (!take_ || !take_->goes_on()) return;
    if (!deck_->stop({}, StopReason::device)) return; // with the next news again
    take_->failure = error;
    take_->stage = Recording::Stage::closing;
}

/// What goes on was told when it began.
void Recorder::Impl::look_at_sound() {
    const WarnedChannels now = deck_->levels().warned();
    const WarnedChannels before = std::exchange(warned_, now);
    for (const Warning warning : all_warnings)
        if ((now[warning] & ~before[warning]) != 0)
            events_.tell({.kind = Kind::warning, .text = reason_of(warning, now[warning])});
}

std::string Recorder::Impl::fault() {
    const Lock lock(mutex_);
    if (const auto error = deck_->source_error())
        return stream_error(options_.device, error).what();
    return take_ && take_->failure ? take_->failure->what() : "";
}

} // namespace redstart
