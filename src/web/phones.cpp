// A stolen state folder opens nothing: there is no cookie in it.
#include "web/phones.hpp"

#include "base/log.hpp"
#include "base/utf8.hpp"
#include "web/secrets.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace redstart {
namespace {

using nlohmann::json;

constexpr const char* file_name = "phones.json";
constexpr std::int64_t day = 86400;
constexpr std::size_t max_name_bytes = 64;

std::int64_t now() {
    return std::time(nullptr);
}

std::string name_of(std::string_view user_agent) {
    constexpr std::array kinds = {"iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"};
    for (const char* kind : kinds)
        if (user_agent.find(kind) != user_agent.npos) return kind;
    return "phone";
}

Phone phone_of(const json& object) {
    return {object.at("id").get<std::string>(), object.at("name").get<std::string>(),
            object.at("since").get<std::int64_t>(), object.at("seen").get<std::int64_t>(),
            object.at("hash").get<std::string>()};
}

} // namespace

Phones::Phones(const StateFolder& state) : state_(state) {
    const auto text = state.read(file_name);
    if (!text) return;
    try {
        const json whole = json::parse(*text);
        for (const json& object : whole.at("phones")) phones_.push_back(phone_of(object));
    } catch (const json::exception&) {
        throw Error(state.path(file_name), "it is no list of phones",
                    "remove it; each phone has to be let in anew");
    }
}

std::string Phones::let_in(std::string_view user_agent) {
    if (phones_.size() >= most)
        throw Error("phones", "there are " + std::to_string(most) + " already",
                    "redstart-web phones lists them, and --revoke ID takes one out");
    constexpr std::size_t cookie_bytes = 32, id_bytes = 6;
    std::string cookie = random_word(cookie_bytes);
    phones_.push_back({random_word(id_bytes), name_of(user_agent), now(), now(), hash_of(cookie)});
    try {
        save();
    } catch (const Error&) { // nobody gets that cookie
        phones_.pop_back();
        throw;
    }
    return cookie;
}

const Phone* Phones::find(std::string_view cookie) {
    if (cookie.empty()) return nullptr;
    return seen_now(std::ranges::find(phones_, hash_of(cookie), &Phone::hash));
}

bool Phones::is_there(std::string_view id) {
    return seen_now(std::ranges::find(phones_, id, &Phone::id)) != nullptr;
}

const Phone* Phones::seen_now(std::vector<Phone>::iterator phone) {
    if (phone == phones_.end()) return nullptr;
    const std::int64_t before = std::exchange(phone->seen, now());
    if (phone->seen / day != before / day) save_if_possible();
    return &*phone;
}

bool Phones::revoke(std::string_view id) {
    const bool was_there =
        std::erase_if(phones_, [&](const Phone& phone) { return phone.id == id; }) > 0;
    if (!was_there && !is_unsaved_) return false; // it may be one whose end was not kept
    save();
    return true;
}

void Phones::rename(std::string_view id, std::string name) {
    if (name.empty() || name.size() > max_name_bytes || !is_plain_text(name))
        throw Error("name", "it has no letter, too many, or one that is not plain",
                    "choose one of 1 to 64 bytes");
    const auto found = std::ranges::find(phones_, id, &Phone::id);
    if (found == phones_.end()) return;
    found->name = std::move(name);
    save();
}

/// A card that is full is no reason to shut out who is let in.
void Phones::save_if_possible() {
    try {
        save();
    } catch (const Error& error) {
        log_warning(error.what());
    }
}

void Phones::save() {
    is_unsaved_ = true;
    json list = json::array();
    for (const Phone& phone : phones_)
        list.push_back({{"id", phone.id},
                        {"name", phone.name},
                        {"since", phone.since},
                        {"seen", phone.seen},
                        {"hash", phone.hash}});
    state_.write(file_name, json{{"phones", list}}.dump(1) + "\n");
    is_unsaved_ = false;
}

} // namespace redstart
