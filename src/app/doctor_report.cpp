// Lines with a mark for people, one object for scripts.
#include "app/doctor_report.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace redstart {

using nlohmann::json;

void DoctorReport::add(CheckResult result) {
    if (!as_json_) {
        const std::string mark(to_string(result.verdict));
        const std::string join = result.value.empty() || result.text.empty() ? "" : "; ";
        std::printf("%-8s  %-11s  %s\n", mark.c_str(), result.name.c_str(),
                    (result.value + join + result.text).c_str());
        std::fflush(stdout);
    }
    results_.push_back(std::move(result));
}

const char* DoctorReport::verdict() const {
    const bool is_go = std::ranges::none_of(results_, [](const CheckResult& result) {
        return result.verdict == CheckResult::Verdict::no_go;
    });
    return is_go ? "go" : "no-go";
}

json DoctorReport::to_json() const {
    json checks = json::array();
    for (const CheckResult& result : results_)
        checks.push_back({{"name", result.name},
                          {"result", to_string(result.verdict)},
                          {"value", result.value.empty() ? json() : json(result.value)},
                          {"text", result.text}});
    return {{"verdict", verdict()}, {"checks", checks}};
}

int DoctorReport::conclude() {
    const std::string_view said = verdict();
    if (as_json_)
        std::puts(to_json().dump(-1, ' ', false, json::error_handler_t::replace).c_str());
    else
        std::puts(said.data());
    return said == "go" ? 0 : 1;
}

} // namespace redstart
