// A record to JSON, and what can be asked of one.
#include "shelf/record.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace redstart {
namespace {

using nlohmann::json;
using namespace std::chrono;

constexpr int schema = 1;

json events_json(const TakeRecord& record, bool gaps) {
    json all = json::array();
    for (const TakeRecord::Event& event : record.events) {
        if (event.gap.has_value() != gaps) continue;
        if (event.gap)
            all.push_back({{"at", event.at},
                           {"frames", event.gap->frames},
                           {"cause", word(event.gap->cause)}});
        else
            all.push_back({{"at", event.at}, {"label", event.label}});
    }
    return all;
}

json or_null(const std::string& value) {
    return value.empty() ? json() : json(value);
}

/// Of what is short enough to be read again.
double rounded(double value, double steps) {
    return std::round(value * steps) / steps;
}

void add_figures(json& object, const TakeFigures& figures) {
    object["worst_write_ms"] = static_cast<double>(figures.worst_write.count()) / 1000;
    object["writes"] = figures.writes;
    if (figures.drift_ppm) object["drift_ppm"] = rounded(*figures.drift_ppm, 1000);
    object["ring"] = {{"frames", figures.ring_frames}, {"highest", figures.ring_highest}};
}

} // namespace

void TakeRecord::add(Event event) {
    if (events.size() < most_events)
        events.push_back(std::move(event));
    else if (event.gap)
        unlisted_frames_lost = std::min(unlisted_frames_lost + event.gap->frames, most_frames);
}

Frames TakeRecord::frames_lost() const noexcept {
    Frames lost = unlisted_frames_lost;
    for (const Event& event : events)
        if (event.gap) lost += event.gap->frames;
    return lost;
}

std::size_t TakeRecord::gaps() const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(events, [](const Event& event) { return event.gap.has_value(); }));
}

std::filesystem::path record_path(std::filesystem::path wav) {
    if (wav.extension() == ".part") wav.replace_extension();
    return wav.replace_extension(".json");
}

json to_json(const TakeRecord& record) {
    json object = {{"redstart", schema},
                   {"program", record.program},
                   {"file", record.file},
                   {"host", record.host},
                   {"device", record.device},
                   {"boot", record.boot},
                   {"format", name(record.format.sample)},
                   {"rate", record.format.rate},
                   {"channels", record.format.channels},
                   {"start", record.start ? json(utc_text(*record.start)) : json()},
                   {"clock", record.clock},
                   {"boottime", rounded(duration<double>(record.boottime).count(), 1e6)}};
    if (record.continues)
        object["continues"] = {{"file", record.continues->file},
                               {"frame", record.continues->frame}};
    if (!record.frames) return object;
    object["frames"] = *record.frames;
    object["seconds"] = duration<double>(record.format.duration(*record.frames)).count();
    object["marks"] = events_json(record, false);
    object["gaps"] = events_json(record, true);
    object["frames_lost"] = record.frames_lost();
    object["stop"] = or_null(record.stop);
    object["sha256"] = or_null(record.sha256);
    if (record.figures) add_figures(object, *record.figures);
    return object;
}

std::string_view word(const ClockState& clock) noexcept {
    return clock.synchronised ? "synchronised" : clock.set ? "set" : "not set";
}

Marks marks_of(const TakeRecord& record, Frames frames) {
    Marks marks;
    for (const TakeRecord::Event& event : record.events) {
        if (event.at >= frames) continue;
        if (event.gap)
            marks.add(
                Gap{event.at, std::min(event.gap->frames, frames - event.at), event.gap->cause});
        else
            marks.add(event.at, event.label);
    }
    return marks;
}

void cut_events(TakeRecord& record, Frames frames) {
    std::erase_if(record.events, [=](const auto& event) { return event.at >= frames; });
    for (TakeRecord::Event& event : record.events)
        if (event.gap) event.gap->frames = std::min(event.gap->frames, frames - event.at);
}

bool set_date(TakeRecord& record, const Moment& now) {
    if (record.start || !now.clock.set || record.boot.empty() || record.boot != now.boot)
        return false;
    const nanoseconds ago = now.boottime - record.boottime;
    record.start = now.utc - duration_cast<system_clock::duration>(ago);
    record.clock = "set afterwards";
    return true;
}

} // namespace redstart
