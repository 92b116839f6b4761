// Reads what the deck lets everybody look at.
#include "app/live_meter.hpp"

#include "app/record_words.hpp"
#include "app/voice_files.hpp"
#include "appliance/terminal.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

void write_to_terminal(std::string_view text) {
    [[maybe_unused]] const auto n = ::write(STDERR_FILENO, text.data(), text.size());
}

} // namespace

LiveMeter::LiveMeter(EventLoop& loop, Deck& deck)
    : deck_(deck), redraw_(loop, [this] { draw(); }) {}

void LiveMeter::show() {
    if (std::exchange(is_shown_, true)) return;
    log_over_a_drawn_line(true);
    redraw_.every(50ms);
}

void LiveMeter::draw() {
    if (!is_shown_) return;
    deck_.poke();
    draw_line(STDERR_FILENO, live_line(facts(), columns_of(STDERR_FILENO)));
}

void LiveMeter::end() {
    if (!std::exchange(is_shown_, false)) return;
    redraw_.cancel();
    log_over_a_drawn_line(false);
    write_to_terminal("\r\x1b[K\x1b[J");
}

void LiveMeter::line_was_typed() {
    if (is_shown_ && ::isatty(STDIN_FILENO) != 0) write_to_terminal("\x1b[A");
}

LiveFacts LiveMeter::facts() {
    const DeckState& deck = deck_.state();
    LiveFacts facts;
    facts.state = "recording";
    const TimePoint now = Clock::now();
    holds_.resize(deck.levels.channels());
    for (unsigned c = 0; c < deck.levels.channels(); ++c) {
        const float peak = to_dbfs(deck.levels.peak(c));
        facts.peaks_dbfs.push_back(peak);
        facts.rms_dbfs.push_back(to_dbfs(deck.levels.rms(c)));
        facts.held_dbfs.push_back(holds_[c].hold(peak, now));
    }
    const Frames position = deck.position;
    facts.elapsed = deck_.format().duration(position);
    if (length_) facts.left = deck_.format().duration(std::max<Frames>(0, *length_ - position));
    facts.clips = take_clips(deck);
    facts.has_just_clipped = clip_hold_.hold(facts.clips, now);
    facts.lost = deck.lost;
    if (voice_ != nullptr) facts.remark = voice_state(*voice_, deck_.format());
    facts.file = file_;
    facts.keys = keys_;
    return facts;
}

} // namespace redstart
