// One object, every key of the contract always there; what is not known yet is null.
#include "appliance/status_json.hpp"

#include "takes/take_file.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace redstart {
namespace {

using nlohmann::json;

/// To a tenth: divided last, so that it is the double that "-13.7" reads as.
double tenths(double value) {
    return std::round(value * 10) / 10 + 0.0; // no "-0.0"
}

json tenths_of(const std::vector<float>& values) {
    json result = json::array();
    for (const float value : values) result.push_back(tenths(static_cast<double>(value)));
    return result;
}

json take_json(const StationStatus& status) {
    if (!status.take) return nullptr;
    const StationStatus::Take& take = *status.take;
    json causes = json::object();
    for (std::size_t i = 0; i < gap_causes; ++i)
        if (take.gaps_by[i] > 0)
            causes[std::string(to_string(static_cast<GapCause>(i)))] = take.gaps_by[i];
    return {{"file", take.file},
            {"frames", take.frames},
            {"frames_on_card", take.frames_on_card},
            {"frames_lost", take.frames_lost},
            {"gaps", take.gaps},
            {"gap_causes", causes},
            {"peak_dbfs", tenths_of(take.peaks_dbfs)},
            {"clips", take.clips},
            {"drift_ppm", take.drift_ppm ? json(tenths(*take.drift_ppm)) : json(nullptr)}};
}

json storage_json(const StationStatus& status) {
    json result = {{"free_bytes", nullptr},
                   {"hours_left", nullptr},
                   {"minutes_left", nullptr},
                   {"worst_write_ms",
                    tenths(std::chrono::duration<double, std::milli>(status.worst_write).count())},
                   {"writes", status.writes}};
    if (!status.free_bytes) return result;
    result["free_bytes"] = *status.free_bytes;
    if (!status.time_left) return result;
    result["hours_left"] = tenths(static_cast<double>(status.time_left->count()) / 60);
    result["minutes_left"] = status.time_left->count();
    return result;
}

json text_or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

} // namespace

json to_json(const StationStatus& status, const std::string& device) {
    json reasons = json::object(), warning_reasons = json::object();
    for (const auto& [warning, reason] : status.warning_reasons)
        warning_reasons[std::string(to_string(warning))] = reason;
    for (const auto& [fault, reason] : status.reasons)
        reasons[std::string(to_string(fault))] = reason;
    json result = {{"state", to_string(status.state)},
                   {"faults", status.faults.words()},
                   {"reasons", reasons},
                   {"warnings", status.warnings.words()},
                   {"warning_reasons", warning_reasons},
                   {"device", text_or_null(device)},
                   {"rate", nullptr},
                   {"channels", nullptr},
                   {"format", nullptr},
                   {"take", take_json(status)},
                   {"folder", text_or_null(status.folder)},
                   {"listeners", status.listeners ? json(*status.listeners) : json(nullptr)},
                   {"last_take", text_or_null(status.last_take)},
                   {"clock", to_string(status.clock)},
                   {"clock_error_ms", nullptr},
                   {"version", program_version()},
                   {"ring",
                    {{"frames", status.ring},
                     {"filled", status.ring_filled},
                     {"highest", status.ring_highest}}},
                   {"levels_dbfs", tenths_of(status.levels_dbfs)},
                   {"rms_dbfs", tenths_of(status.rms_dbfs)},
                   {"storage", storage_json(status)}};
    if (status.clock.phone_error) result["clock_error_ms"] = status.clock.phone_error->count();
    if (status.format) {
        result["rate"] = status.format->rate;
        result["channels"] = status.format->channels;
        result["format"] = to_string(status.format->sample);
    }
    return result;
}

} // namespace redstart
