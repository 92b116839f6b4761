// The live line of a take in the foreground, drawn on standard error as long as the take lasts.
#pragma once

#include "appliance/live_line.hpp"
#include "audio/voice_output.hpp"
#include "deck/deck.hpp"
#include "event/timer.hpp"

#include <string>
#include <vector>

namespace redstart {

/// Belongs to the loop's thread. Costs nothing before show().
class LiveMeter {
public:
    LiveMeter(EventLoop& loop, Deck& deck);

    void show();                                                  // from now on
    void show_voice(const VoiceTally& tally) { voice_ = &tally; } // from show() on
    void show_left_of(std::optional<Frames> length) { length_ = length; }
    void show_file(const std::string& file) { file_ = file; }
    void show_keys(const std::string& keys) { keys_ = keys; }
    void draw(); // once, where it is shown
    void end();  // wipes it, for what stands in its place

    /// Enter was pressed: the cursor stands a line below.
    void line_was_typed();

private:
    LiveFacts facts();

    Deck& deck_;
    Timer redraw_;
    const VoiceTally* voice_ = nullptr;
    std::optional<Frames> length_;
    std::string file_, keys_;
    std::vector<PeakHold> holds_;
    ClipHold clip_hold_;
    bool is_shown_ = false;
};

} // namespace redstart
