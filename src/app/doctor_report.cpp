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

int DoctorReport::conclude() {
    const bool is_go = std::ranges::none_of(results_, [](const CheckResult& result) {
        return result.verdict == CheckResult::Verdict::no_go;
    });
    const char* verdict = is_go ? "go" : "no-go";
    if (as_json_) {
        json checks = json::array();
        for (const CheckResult& result : results_)
            checks.push_back({{"name", result.name},
                              {"result", to_string(result.verdict)},
                              {"value", result.value.empty() ? json() : json(result.value)},
                              {"text", result.text}});
        const json all = {{"verdict", verdict}, {"checks", checks}};
        std::puts(all.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
    } else {
        std::puts(verdict);
    }
    return is_go ? 0 : 1;
}

} // namespace redstart
