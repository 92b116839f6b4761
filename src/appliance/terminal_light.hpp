// The live line of `run` in a terminal, with the LED of a box that has none.
#pragma once

#include "appliance/live_line.hpp"

namespace redstart {

/// Draws on standard error where that is a terminal whose cursor can be moved, and nothing
/// elsewhere. Never wider than the window. Lines of the log wipe it, and so does the destructor.
class TerminalLight {
public:
    explicit TerminalLight(bool shows_light);
    ~TerminalLight();
    TerminalLight(const TerminalLight&) = delete;
    TerminalLight& operator=(const TerminalLight&) = delete;

    void set(bool on);
    void show(const LiveFacts& facts);
    void draw() const; // again, in a window of another width
    void wipe() const; // for what is printed there next

private:
    const bool shows_light_;
    bool lit_ = false;
    LiveFacts facts_;
};

} // namespace redstart
