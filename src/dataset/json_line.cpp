// The members one by one, as nlohmann's library prints each.
#include "dataset/json_line.hpp"

namespace redstart {
namespace {

std::string printed(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

nlohmann::json JsonLine::object() const {
    auto object = nlohmann::json::object();
    for (const auto& [key, value] : members_) object[key] = value;
    return object;
}

std::string JsonLine::text() const {
    std::string text;
    for (const auto& [key, value] : members_)
        text += (text.empty() ? "{" : ",") + printed(key) + ":" + printed(value);
    return (text.empty() ? "{" : text) + "}";
}

} // namespace redstart
