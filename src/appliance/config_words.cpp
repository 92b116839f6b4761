// Short sentences for the log and the terminal.
#include "appliance/config_words.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <unistd.h>
#include <vector>

namespace redstart {

bool is_pressed_in_a_terminal(const Config& config) {
    const auto is_terminal = [](const ButtonConfig& button) { return button.line == "terminal"; };
    return ::isatty(STDIN_FILENO) != 0 && std::ranges::any_of(config.buttons, is_terminal);
}

std::string keys_for(const Config& config, bool is_recording) {
    if (!is_pressed_in_a_terminal(config)) return "Ctrl-C ends";
    return is_recording ? "Enter stops, Ctrl-C ends" : "Enter records, Ctrl-C ends";
}

std::string parts_of(const Config& config) {
    std::string text;
    for (const ButtonConfig& button : config.buttons) text += "button " + button.line + ", ";
    if (config.buttons.empty()) text = "no button, ";
    return text + (config.led ? "LED " + config.led->line : "no LED");
}

void say_what_begins_a_take(const Config& config) {
    if (config.buttons.empty())
        log_info("no button is configured: redstart start begins a take, through " +
                 config.control.socket.string());
}

std::string waiting_for_restart(const Config& fresh, const Config& now) {
    std::vector<std::string> tables;
    if (fresh.audio != now.audio) tables.emplace_back("[audio]");
    if (fresh.storage != now.storage) tables.emplace_back("[storage]");
    if (fresh.control != now.control) tables.emplace_back("[control]");
    if (fresh.listen != now.listen) tables.emplace_back("[listen]");
    std::string text;
    for (const std::string& table : tables)
        text += (text.empty() ? "" : table == tables.back() ? " and " : ", ") + table;
    if (text.empty()) return text;
    return text + (tables.size() == 1 ? " takes effect" : " take effect");
}

} // namespace redstart
