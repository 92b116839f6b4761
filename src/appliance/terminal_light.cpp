// The cursor goes back to the line's start; the next line of the log wipes it.
#include "appliance/terminal_light.hpp"

#include "appliance/terminal.hpp"
#include "base/log.hpp"
#include "base/unwaiting.hpp"

#include <unistd.h>

namespace redstart {
namespace {

void write(const std::string& text) {
    [[maybe_unused]] const auto n = ::write(unwaiting(STDERR_FILENO), text.data(), text.size());
}

} // namespace

TerminalLight::TerminalLight(bool shows_light) : shows_light_(shows_light) {
    log_over_a_drawn_line(can_redraw(STDERR_FILENO));
}

TerminalLight::~TerminalLight() {
    wipe();
    log_over_a_drawn_line(false);
}

void TerminalLight::wipe() const {
    if (can_redraw(STDERR_FILENO)) write("\r\x1b[K");
}

void TerminalLight::set(bool on) {
    lit_ = on;
    draw();
}

void TerminalLight::show(const LiveFacts& facts) {
    facts_ = facts;
    draw();
}

void TerminalLight::draw() const {
    if (!can_redraw(STDERR_FILENO)) return;
    LiveFacts facts = facts_;
    if (shows_light_) facts.light = lit_ ? " LED (*)" : " LED ( )";
    std::string line = live_line(facts, columns_of(STDERR_FILENO));
    const std::size_t light = lit_ && can_colour(STDERR_FILENO) ? line.find("(*)") : line.npos;
    if (shows_light_ && light != line.npos) line.replace(light, 3, "\x1b[31m(*)\x1b[0m");
    draw_line(STDERR_FILENO, line);
}

} // namespace redstart
