// The LED of a box that has none: a line of the terminal that is drawn over and over.
#pragma once

#include <string>

namespace redstart {

/// Draws on standard error where that is a terminal whose cursor can be moved, and nothing
/// elsewhere. Never wider than the window. Lines of the log wipe it, and so does the destructor.
class TerminalLight {
public:
    TerminalLight();
    ~TerminalLight();
    TerminalLight(const TerminalLight&) = delete;
    TerminalLight& operator=(const TerminalLight&) = delete;

    void set(bool on);
    void caption(const std::string& text);
    void draw() const; // again, in a window of another width
    void wipe() const; // for what is printed there next

private:
    bool lit_ = false;
    std::string caption_;
};

} // namespace redstart
