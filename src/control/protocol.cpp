// Requests are read strictly, so that a script's slip is answered and never guessed at.
#include "control/protocol.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace redstart {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, Command>, 6> commands = {
    {{"start", Command::start},
     {"stop", Command::stop},
     {"toggle", Command::toggle},
     {"mark", Command::mark},
     {"split", Command::split},
     {"status", Command::status}}};

Error wrong(const std::string& cause) {
    return {"request", cause, R"(a line like {"command":"status"} is understood)"};
}

json parse_object(std::string_view line) {
    if (line.size() > max_request_bytes)
        throw wrong("longer than " + std::to_string(max_request_bytes) + " bytes");
    // No request holds anything inside its object but plain values.
    const auto flat = [](int depth, json::parse_event_t event, const json&) {
        const bool opens =
            event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
        if (opens && depth > 0) throw wrong("nested");
        return true;
    };
    try {
        json object = json::parse(line, flat);
        if (object.is_object()) return object;
    } catch (const json::exception&) {
        throw wrong("not valid JSON");
    }
    throw wrong("not a JSON object");
}

Command parse_command(const json& value) {
    if (!value.is_string()) throw wrong("command is not a string");
    const auto& word = value.get_ref<const std::string&>();
    const auto* const row = std::find_if(commands.begin(), commands.end(),
                                         [&](const auto& known) { return known.first == word; });
    if (row == commands.end()) throw wrong("unknown command " + value.dump());
    return row->second;
}

std::string parse_text(const json& value) {
    if (!value.is_string()) throw wrong("text is not a string");
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > max_text_bytes)
        throw Error("mark", "the label has " + std::to_string(text.size()) + " bytes",
                    std::to_string(max_text_bytes) + " are allowed");
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    };
    if (std::any_of(text.begin(), text.end(), is_control))
        throw wrong("text holds a control character");
    return text;
}

bool parse_follow(const json& value) {
    if (!value.is_boolean()) throw wrong("follow is not true or false");
    return value.get<bool>();
}

std::string_view to_string(Command command) {
    return std::find_if(commands.begin(), commands.end(),
                        [&](const auto& known) { return known.second == command; })
        ->first;
}

} // namespace

Request parse_request(std::string_view line) {
    const json object = parse_object(line);
    const auto command = object.find("command");
    if (command == object.end()) throw wrong("no command");
    Request request;
    request.command = parse_command(*command);
    for (const auto& [key, value] : object.items()) {
        if (key == "text" && request.command == Command::mark)
            request.text = parse_text(value);
        else if (key == "follow" && request.command == Command::status)
            request.follow = parse_follow(value);
        else if (key != "command")
            throw wrong("unknown key " + json(key).dump());
    }
    return request;
}

std::string to_line(const Request& request) {
    json object = {{"command", to_string(request.command)}};
    if (!request.text.empty()) object["text"] = request.text;
    if (request.follow) object["follow"] = true;
    try {
        return object.dump() + '\n';
    } catch (const json::exception&) {
        throw Error("text", "not valid UTF-8", "a terminal with a UTF-8 locale sends it right");
    }
}

std::string to_line(const json& reply) {
    return reply.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

json refusal(std::string_view why) {
    return {{"ok", false}, {"error", why}};
}

} // namespace redstart
