// A sidecar to JSON, and what can be asked of one.
#include "takes/sidecar.hpp"

#include "base/dating_time.hpp"
#include "wav/metadata_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace redstart {
namespace {

using nlohmann::json;
using namespace std::chrono;

constexpr int schema = 1;

json events_json(const Sidecar& sidecar, bool gaps) {
    json all = json::array();
    for (const Sidecar::Event& event : sidecar.events) {
        if (event.gap.has_value() != gaps) continue;
        if (event.gap)
            all.push_back({{"at", event.at},
                           {"frames", event.gap->frames},
                           {"cause", to_string(event.gap->cause)}});
        else
            all.push_back({{"at", event.at}, {"label", event.label}});
    }
    return all;
}

json minutes_json(const Sidecar& sidecar) {
    json all = json::array();
    for (const MinuteLine& line : sidecar.minutes.lines()) all.push_back(to_json(line));
    return all;
}

std::string dumped(const json& value, int indent) {
    return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

json or_null(const std::string& value) {
    return value.empty() ? json() : json(value);
}

/// Of what is short enough to be read again.
double rounded(double value, double steps) {
    return std::round(value * steps) / steps;
}

double in_seconds(nanoseconds since_boot) {
    return rounded(duration<double>(since_boot).count(), 1e6);
}

/// How far into its take the file begins, in whole milliseconds, as `start` is told.
milliseconds into_take(const Sidecar& sidecar) {
    const Frames place = sidecar.continues ? sidecar.continues->frame : 0;
    return floor<milliseconds>(sidecar.format.duration(place));
}

void add_figures(json& object, const TakeFigures& figures) {
    object["worst_write_ms"] = static_cast<double>(figures.worst_write.count()) / 1000;
    object["writes"] = figures.writes;
    if (figures.drift_ppm) object["drift_ppm"] = rounded(*figures.drift_ppm, 1000);
    object["ring"] = {{"frames", figures.ring_frames}, {"highest", figures.ring_highest}};
}

} // namespace

void Sidecar::add(Event event) {
    if (events.size() < most_events)
        events.push_back(std::move(event));
    else if (event.gap)
        unlisted_frames_lost = std::min(unlisted_frames_lost + event.gap->frames, most_frames);
}

Frames Sidecar::frames_lost() const noexcept {
    Frames lost = unlisted_frames_lost;
    for (const Event& event : events)
        if (event.gap) lost += event.gap->frames;
    return lost;
}

std::size_t Sidecar::gaps() const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(events, [](const Event& event) { return event.gap.has_value(); }));
}

json to_json(const Sidecar& sidecar) {
    json object = {{"redstart", schema},
                   {"program", sidecar.program},
                   {"file", sidecar.file},
                   {"host", sidecar.host},
                   {"device", sidecar.device},
                   {"boot", sidecar.boot},
                   {"format", to_string(sidecar.format.sample)},
                   {"rate", sidecar.format.rate},
                   {"channels", sidecar.format.channels},
                   {"start", sidecar.start ? json(utc_text(*sidecar.start)) : json()},
                   {"clock", sidecar.clock},
                   {"boottime", in_seconds(sidecar.boottime)}};
    if (sidecar.clock_error) object["clock_error_ms"] = sidecar.clock_error->count();
    if (sidecar.continues)
        object["continues"] = {{"file", sidecar.continues->file},
                               {"frame", sidecar.continues->frame}};
    if (sidecar.continues && sidecar.continues->boottime)
        object["continues"]["boottime"] = in_seconds(*sidecar.continues->boottime);
    if (!sidecar.notes.empty()) object["notes"] = sidecar.notes.all();
    if (!sidecar.mixer.empty()) object["mixer"] = sidecar.mixer;
    if (!sidecar.frames) return object;
    object["frames"] = *sidecar.frames;
    object["seconds"] = duration<double>(sidecar.format.duration(*sidecar.frames)).count();
    object["marks"] = events_json(sidecar, false);
    object["gaps"] = events_json(sidecar, true);
    if (!sidecar.minutes.empty()) object["minutes"] = minutes_json(sidecar);
    object["frames_lost"] = sidecar.frames_lost();
    object["stop"] = or_null(sidecar.stop);
    object["sha256"] = or_null(sidecar.sha256);
    if (sidecar.figures) add_figures(object, *sidecar.figures);
    return object;
}

std::string text_of(const Sidecar& sidecar) {
    constexpr std::string_view empty = "\"minutes\": []";
    json object = to_json(sidecar);
    const auto minutes = object.find("minutes");
    if (minutes == object.end()) return dumped(object, 2) + "\n";
    std::string lines;
    for (const json& line : std::exchange(*minutes, json::array()))
        lines += (lines.empty() ? "\n    " : ",\n    ") + dumped(line, -1);
    std::string text = dumped(object, 2) + "\n";
    const std::size_t place = text.find("\n  " + std::string(empty)) + 3 + empty.size() - 1;
    return text.insert(place, lines + "\n  ");
}

Marks marks_of(const Sidecar& sidecar, Frames frames) {
    Marks marks;
    for (const Sidecar::Event& event : sidecar.events) {
        if (event.at >= frames) continue;
        if (event.gap)
            marks.add(
                Gap{event.at, std::min(event.gap->frames, frames - event.at), event.gap->cause});
        else
            marks.add(event.at, event.label);
    }
    return marks;
}

void cut_events(Sidecar& sidecar, Frames frames) {
    std::erase_if(sidecar.events, [=](const auto& event) { return event.at >= frames; });
    sidecar.minutes.cut(frames);
    for (Sidecar::Event& event : sidecar.events)
        if (event.gap) event.gap->frames = std::min(event.gap->frames, frames - event.at);
}

bool set_date(Sidecar& sidecar, const Timestamp& now) {
    if (sidecar.start || !now.clock.set || sidecar.boot.empty() || sidecar.boot != now.boot)
        return false;
    const nanoseconds begin = sidecar.continues && sidecar.continues->boottime
                                  ? *sidecar.continues->boottime
                                  : sidecar.boottime - into_take(sidecar);
    sidecar.start = wall_time_of(begin, now) + into_take(sidecar);
    sidecar.clock = now.clock.phone_error ? to_string(now.clock) : set_afterwards;
    sidecar.clock_error = now.clock.phone_error;
    return true;
}

bool was_dated_late(const Sidecar& sidecar) {
    return sidecar.start && (sidecar.clock == set_afterwards || sidecar.clock_error);
}

std::int64_t begin_by_frames(const Sidecar& sidecar) {
    if (!sidecar.start) return 0;
    const auto begin = floor<milliseconds>(*sidecar.start) - into_take(sidecar);
    const Frames place = sidecar.continues ? sidecar.continues->frame : 0;
    return frames_since_1970(begin.time_since_epoch(), sidecar.format.rate) + place;
}

} // namespace redstart
