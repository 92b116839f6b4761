// What `redstart session` says: the prompt, the level while one speaks, and how the take was.
#pragma once

#include "app/display.hpp"

#include <redstart/session.hpp>

#include <string>

namespace redstart {

class SessionScreen {
public:
    explicit SessionScreen(Display& display) : display_(display) {}

    void begin(const Session& session, const std::filesystem::path& folder);
    void prompt(const Session& session);
    void begins_take(const Session& session);
    void take(const SessionTake& take);
    void end(const Session& session, const std::filesystem::path& folder);
    void say(const std::string& line) { display_.say(line); }

    /// The line that is drawn over and over: level and time, or the note that is being typed.
    void draw(const Session& session, const std::string* note);

private:
    Display& display_;
};

} // namespace redstart
