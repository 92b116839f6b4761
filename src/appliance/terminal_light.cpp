// The cursor goes back to the line's start; the next line of the log wipes it.
#include "appliance/terminal_light.hpp"

#include "appliance/terminal.hpp"
#include "base/log.hpp"

#include <unistd.h>

namespace redstart {
namespace {

void write(const std::string& text) {
    [[maybe_unused]] const auto n = ::write(STDERR_FILENO, text.data(), text.size());
}

} // namespace

TerminalLight::TerminalLight() {
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

void TerminalLight::caption(const std::string& text) {
    caption_ = text;
    draw();
}

void TerminalLight::draw() const {
    if (!can_redraw(STDERR_FILENO)) return;
    constexpr std::size_t light_columns = sizeof " LED (*)" - 1;
    const std::size_t columns = columns_of(STDERR_FILENO);
    if (columns <= light_columns) return;
    const bool is_red = lit_ && can_colour(STDERR_FILENO);
    write(std::string("\r LED ") + (is_red ? "\x1b[31m" : "") + (lit_ ? "(*)" : "( )") +
          (is_red ? "\x1b[0m" : "") + cut_to(" " + caption_, columns - light_columns) + "\x1b[K\r");
}

} // namespace redstart
