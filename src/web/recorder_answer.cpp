// Each key is believed only with the type that it should have.
#include "web/recorder_answer.hpp"

#include "takes/bounded_json.hpp"

namespace redstart {

using nlohmann::json;

json answer_in(std::string_view line) {
    json answer = parse_bounded(line);
    return answer.is_object() ? answer : json();
}

bool is_ok(const json& answer) noexcept {
    if (!answer.is_object()) return false;
    const auto ok = answer.find("ok");
    return ok != answer.end() && ok->is_boolean() && ok->get<bool>();
}

std::string error_in(const json& answer, const char* otherwise) {
    if (!answer.is_object()) return otherwise;
    const auto error = answer.find("error");
    return error != answer.end() && error->is_string() ? error->get<std::string>() : otherwise;
}

} // namespace redstart
