// What nobody knows is null.
#include "takes/deployment_json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace redstart {
namespace {

using nlohmann::json;

double seconds(std::chrono::milliseconds time) {
    return static_cast<double>(time.count()) / 1000;
}

json lost_json(const std::map<std::string, Deployment::Lost>& all) {
    json result = json::object();
    for (const auto& [cause, lost] : all)
        result[cause] = {{"count", lost.count}, {"seconds", seconds(lost.time)}};
    return result;
}

json text_or_null(const std::optional<UtcTime>& time) {
    return time ? json(utc_text(*time)) : json(nullptr);
}

json take_json(const HeardFile& file) {
    return {{"file", file.file},
            {"start", text_or_null(file.start)},
            {"seconds", seconds(file.duration())},
            {"ended", file.ended},
            {"sidecar", file.has_sidecar}};
}

json silent_json(const Deployment& deployment) {
    json result = json::object();
    for (const auto& [channel, minutes] : deployment.silent)
        result[std::to_string(channel + 1)] = minutes;
    return result;
}

} // namespace

std::optional<UtcTime> parse_wanted_time(const std::string& text) {
    constexpr std::string_view rest = "0000-01-01T00:00:00.000Z";
    std::string whole = text.ends_with('Z') ? text.substr(0, text.size() - 1) : text;
    if (whole.size() >= 10 && whole.size() < rest.size()) whole += rest.substr(whole.size());
    const auto time = parse_utc(whole);
    if (!time) return {};
    return std::chrono::floor<std::chrono::milliseconds>(*time);
}

double hours_in(std::chrono::milliseconds time) noexcept {
    return std::round(std::chrono::duration<double, std::ratio<3600>>(time).count() * 100) / 100;
}

json to_json(const Deployment& deployment) {
    json files = json::array(), worst = nullptr, drift = nullptr;
    for (const HeardFile& file : deployment.all) files.push_back(take_json(file));
    if (deployment.worst_write)
        worst = {{"ms", static_cast<double>(deployment.worst_write->count()) / 1000},
                 {"file", deployment.worst_file}};
    if (deployment.least_drift_ppm)
        drift = {{"least", *deployment.least_drift_ppm}, {"most", *deployment.most_drift_ppm}};
    const bool knows_minutes = deployment.without_minutes < deployment.files;
    return {
        {"from", text_or_null(deployment.from)},
        {"to", text_or_null(deployment.to)},
        {"hours_wanted", hours_in(deployment.wanted)},
        {"hours_heard", hours_in(deployment.heard)},
        {"gaps", lost_json(deployment.gaps)},
        {"pauses", lost_json(deployment.pauses)},
        {"clips", knows_minutes ? json(deployment.clips) : json(nullptr)},
        {"silent_minutes", knows_minutes ? silent_json(deployment) : json(nullptr)},
        {"worst_write", worst},
        {"drift_ppm", drift},
        {"takes", deployment.takes},
        {"ended", deployment.ended},
        {"undated", {{"files", deployment.undated}, {"hours", hours_in(deployment.undated_time)}}},
        {"without_sidecar", deployment.without_sidecar},
        {"without_minutes", deployment.without_minutes},
        {"unreadable", deployment.unreadable_files},
        {"files", files}};
}

} // namespace redstart
