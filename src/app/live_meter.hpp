// The level meter of a take in the foreground, drawn on standard error as long as the take lasts.
#pragma once

#include "app/meter.hpp"
#include "audio/voice_output.hpp"
#include "deck/deck.hpp"
#include "event/timer.hpp"

#include <string>

namespace redstart {

/// Belongs to the loop's thread. Costs nothing before show().
class LiveMeter {
public:
    LiveMeter(EventLoop& loop, Deck& deck);

    void show(); // from now on, twenty times a second
    void show_voice(const VoiceTally& tally) { voice_ = &tally; } // below, from show() on
    void draw();                                                  // once, where it is shown

    /// Takes the meter away, for a line that stands in its place; it is drawn again below.
    void make_way();

    /// Enter was pressed: the cursor stands a line below the meter.
    void line_was_typed();

private:
    MeterReading reading() const;

    Deck& deck_;
    Timer redraw_;
    Meter meter_;
    const VoiceTally* voice_ = nullptr;
    bool is_shown_ = false;
};

} // namespace redstart
