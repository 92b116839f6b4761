// Requests are read strictly, so that a script's slip is answered and never guessed at.
#include "control/protocol.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace redstart {
namespace {

using nlohmann::json;

/// A switch is no matter of the socket, nor is the power.
constexpr std::array orders = {Order::start, Order::stop, Order::toggle, Order::mark, Order::split};

constexpr std::array cares = {Care::keep, Care::note, Care::remove, Care::restore};

constexpr std::array<std::string_view, 3> questions = {"status", "config", "doctor"};
constexpr std::string_view pair = "pair", clock_word = "clock"; // of phones
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

/// Sets what it is a request for.
void parse_command(const json& value, Request& request) {
    if (!value.is_string()) throw wrong("command is not a string");
    const auto& word = value.get_ref<const std::string&>();
    if (word == pair) return void(request.pair = true);
    if (word == clock_word) return void(request.clock.emplace());
    const auto* const question = std::ranges::find(questions, word);
    const auto* const order =
        std::ranges::find(orders, word, [](Order known) { return to_string(known); });
    const auto* const care =
        std::ranges::find(cares, word, [](Care known) { return to_string(known); });
    if (question != questions.end())
        request.question = static_cast<Question>(question - questions.begin());
    else if (order != orders.end())
        request.order = *order;
    else if (care != cares.end())
        request.care = TakeCare{*care, {}, {}};
    else
        throw wrong("unknown command " + value.dump());
}

/// Its bounds are for who uses it.
std::string parse_string(const json& value, const char* key) {
    if (!value.is_string()) throw wrong(std::string(key) + " is not a string");
    return value.get<std::string>();
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

/// Whole milliseconds since 1970, as browsers count them; the error may have a fraction.
PhoneTime parse_phone_time(const json& object) {
    using namespace std::chrono;
    constexpr milliseconds first = sys_days(2024y / January / 1).time_since_epoch();
    constexpr milliseconds last = sys_days(2101y / January / 1).time_since_epoch();
    const auto utc = object.find("unix_ms"), error = object.find("error_ms");
    if (utc == object.end() || !utc->is_number_integer()) throw wrong("unix_ms is not an integer");
    if (error == object.end() || !error->is_number()) throw wrong("error_ms is not a number");
    const milliseconds time(utc->get<std::int64_t>());
    const double most = error->get<double>();
    if (time < first || time >= last)
        throw Error("clock", "unix_ms is not in a year from 2024 to 2100", "set the phone's clock");
    if (!(most >= 0 && most <= 10'000))
        throw Error("clock", "error_ms is not from 0 to 10000", "ask again over a better network");
    return {system_clock::time_point(time),
            milliseconds(static_cast<std::int64_t>(std::ceil(most)))};
}

std::string_view command_of(const Request& request) {
    if (request.pair) return pair;
    if (request.clock) return clock_word;
    if (request.care) return to_string(request.care->care);
    if (request.order) return to_string(*request.order);
    return questions[static_cast<std::size_t>(request.question)];
}

} // namespace

Request parse_request(std::string_view line) {
    const json object = parse_object(line);
    const auto command = object.find("command");
    if (command == object.end()) throw wrong("no command");
    Request request;
    parse_command(*command, request);
    for (const auto& [key, value] : object.items()) {
        if (key == "text" && request.order == Order::mark)
            request.text = parse_text(value);
        else if (key == "text" && request.care && request.care->care == Care::note)
            request.care->text = parse_string(value, "text");
        else if (key == "file" && request.care)
            request.care->file = parse_string(value, "file");
        else if (key == "name" && request.order == Order::start)
            request.words.name = parse_name(value);
        else if (key == notes && request.order == Order::start)
            request.words.notes = parse_notes(value);
        else if ((key == "unix_ms" || key == "error_ms") && request.clock)
            continue; // of parse_phone_time()
        else if (key == "follow" && request.asks_for_status())
            request.follow = parse_follow(value);
        else if (key != "command")
            throw wrong("unknown key " + json(key).dump());
    }
    if (request.care && request.care->file.empty()) throw wrong("no file");
    if (request.clock) request.clock = parse_phone_time(object);
    return request;
}

std::string to_line(const Request& request) {
    json object = {{"command", command_of(request)}};
    if (request.care) object["file"] = request.care->file;
    if (request.care && !request.care->text.empty()) object["text"] = request.care->text;
    if (request.clock) {
        const auto utc = request.clock->utc.time_since_epoch();
        object["unix_ms"] = std::chrono::round<std::chrono::milliseconds>(utc).count();
        object["error_ms"] = request.clock->error.count();
    }
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
