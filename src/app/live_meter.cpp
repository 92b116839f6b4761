// Reads what the deck lets everybody look at.
#include "app/live_meter.hpp"

#include "app/voice_files.hpp"
#include "appliance/terminal.hpp"

#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

void write_to_terminal(const std::string& text) {
    [[maybe_unused]] const auto n = ::write(STDERR_FILENO, text.data(), text.size());
}

} // namespace

LiveMeter::LiveMeter(EventLoop& loop, Deck& deck)
    : deck_(deck), redraw_(loop, [this] { draw(); }) {}

void LiveMeter::show() {
    if (std::exchange(is_shown_, true)) return;
    redraw_.every(50ms);
}

void LiveMeter::draw() {
    if (!is_shown_) return;
    deck_.poke();
    write_to_terminal(meter_.draw(reading(), Clock::now(), columns_of(STDERR_FILENO)));
}

void LiveMeter::make_way() {
    write_to_terminal(meter_.erase());
}

void LiveMeter::line_was_typed() {
    if (is_shown_ && ::isatty(STDIN_FILENO) != 0) write_to_terminal("\x1b[A");
}

MeterReading LiveMeter::reading() const {
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
    if (voice_) reading.remark = voice_state(*voice_, deck_.format());
    return reading;
}

} // namespace redstart
