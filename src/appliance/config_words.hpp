// What a configuration means, as the appliance tells it.
#pragma once

#include "config/config.hpp"

#include <string>

namespace redstart {

/// Its button is a terminal, and such a one is there: without it nobody could press any more.
bool is_pressed_in_a_terminal(const Config& config);

/// What the terminal's keys do.
std::string keys_for(const Config& config, bool is_recording);

/// "button GPIO17, LED GPIO27"
std::string parts_of(const Config& config);

/// Into the log, where there is no button.
void say_what_begins_a_take(const Config& config);

/// "[audio] and [storage] take effect"; empty where nothing changed that the deck was built from.
std::string waiting_for_restart(const Config& fresh, const Config& now);

} // namespace redstart
