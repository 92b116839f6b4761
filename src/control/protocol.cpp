// Requests are read strictly, so that a script's slip is answered and never guessed at.
#include "control/protocol.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace redstart {
namespace {

using nlohmann::json;

/// A switch is no matter of the socket, nor is the power.
constexpr std::array orders = {Order::start, Order::stop, Order::toggle, Order::mark, Order::split};

constexpr std::string_view status = "status"; // the question
constexpr const char* notes = "notes";

Error wrong(const std::string& cause) {
    return {"request", cause, R"(a line like {"command":"status"} is understood)"};
}

json parse_object(std::string_view line) {
    if (line.size() > max_request_bytes)
        throw wrong("longer than " + std::to_string(max_request_bytes) + " bytes");
    // No request holds anything inside its object but plain values, and the object of the notes.
    bool is_note = false;
    const auto flat = [&is_note](int depth, json::parse_event_t event, const json& value) {
        const bool opens_object = event == json::parse_event_t::object_start;
        if (event == json::parse_event_t::key && depth == 1) is_note = value == notes;
        if (event == json::parse_event_t::array_start && depth > 0) throw wrong("nested");
        if (opens_object && depth > 0 && !(depth == 1 && is_note)) throw wrong("nested");
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

std::optional<Order> parse_command(const json& value) {
    if (!value.is_string()) throw wrong("command is not a string");
    const auto& word = value.get_ref<const std::string&>();
    if (word == status) return {};
    const auto* const order =
        std::ranges::find(orders, word, [](Order known) { return to_string(known); });
    if (order == orders.end()) throw wrong("unknown command " + value.dump());
    return *order;
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

std::string parse_name(const json& value) {
    if (!value.is_string()) throw wrong("name is not a string");
    check_take_name(value.get_ref<const std::string&>());
    return value;
}

Notes parse_notes(const json& value) {
    if (!value.is_object()) throw wrong("notes is not an object");
    Notes all;
    for (const auto& [key, text] : value.items()) {
        if (!text.is_string()) throw wrong("a note is not a string");
        all.set(key, text.get_ref<const std::string&>());
    }
    return all;
}

bool parse_follow(const json& value) {
    if (!value.is_boolean()) throw wrong("follow is not true or false");
    return value.get<bool>();
}

} // namespace

Request parse_request(std::string_view line) {
    const json object = parse_object(line);
    const auto command = object.find("command");
    if (command == object.end()) throw wrong("no command");
    Request request;
    request.order = parse_command(*command);
    for (const auto& [key, value] : object.items()) {
        if (key == "text" && request.order == Order::mark)
            request.text = parse_text(value);
        else if (key == "name" && request.order == Order::start)
            request.words.name = parse_name(value);
        else if (key == notes && request.order == Order::start)
            request.words.notes = parse_notes(value);
        else if (key == "follow" && !request.order)
            request.follow = parse_follow(value);
        else if (key != "command")
            throw wrong("unknown key " + json(key).dump());
    }
    return request;
}

std::string to_line(const Request& request) {
    json object = {{"command", request.order ? to_string(*request.order) : status}};
    if (!request.text.empty()) object["text"] = request.text;
    if (request.follow) object["follow"] = true;
    if (!request.words.name.empty()) object["name"] = request.words.name;
    if (!request.words.notes.empty()) object[notes] = request.words.notes.all();
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
