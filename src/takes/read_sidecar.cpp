// Reads a sidecar that anybody may have written, in little memory, and believes nothing of it.
#include "base/unique_fd.hpp"
#include "takes/bounded_json.hpp"
#include "takes/sidecar.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fcntl.h>
#include <sys/stat.h>

namespace redstart {
namespace {

using nlohmann::json;
using namespace std::chrono;

constexpr std::size_t most_text = 4096;
constexpr seconds longest{1'000'000'000}; // of a take, and of a boot: thirty years

constexpr std::array keys = {
    "boot",      "boottime", "channels", "clock",  "clock_error_ms", "continues", "device",
    "drift_ppm", "file",     "format",   "frames", "frames_lost",    "gaps",      "host",
    "marks",     "minutes",  "mixer",    "notes",  "program",        "rate",      "redstart",
    "ring",      "sha256",   "start",    "stop",   "worst_write_ms", "writes"};

std::string text(const json& object, const char* key, std::size_t most = most_text) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return {};
    const auto& value = found->get_ref<const std::string&>();
    return value.size() <= most ? value : std::string();
}

template <class Number>
std::optional<Number> number(const json& object, const char* key, Number least, Number most) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) return {};
    if constexpr (std::is_integral_v<Number>)
        if (!found->is_number_integer() || found->get<double>() > 9e18) return {};
    const auto value = found->get<Number>();
    if (!(value >= least && value <= most)) return {};
    return value;
}

std::optional<Frames> frame(const json& object, const char* key) {
    return number<Frames>(object, key, 0, Sidecar::most_frames);
}

std::optional<nanoseconds> time_since_boot(const json& object) {
    const auto told = number<double>(object, "boottime", 0, longest.count());
    if (!told) return {};
    return round<nanoseconds>(duration<double>(*told));
}

std::optional<AudioFormat> format_from(const json& object) {
    const auto sample = sample_format(text(object, "format"));
    const auto rate = number<unsigned>(object, "rate", 1, 10'000'000);
    const auto channels = number<unsigned>(object, "channels", 1, 1024);
    if (!sample || !rate || !channels) return {};
    return AudioFormat{*rate, *channels, *sample};
}

/// Calls `visit` with each object of an array.
template <class Visit>
void each(const json& object, const char* key, Visit visit) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array()) return;
    for (const json& item : *found)
        if (item.is_object()) visit(item);
}

/// An event without position, length or cause is left out.
std::optional<Sidecar::Event> event_from(std::string_view key, const json& object) {
    const auto at = frame(object, "at");
    if (!at) return {};
    if (key == "marks")
        return Sidecar::Event{*at, text(object, "label", Marks::most_label_bytes), {}};
    const auto frames = frame(object, "frames");
    const auto cause = gap_cause(text(object, "cause"));
    if (key != "gaps" || !frames || !cause) return {};
    return Sidecar::Event{*at, {}, Gap{*at, *frames, *cause}};
}

void add_events(Sidecar& sidecar, const json& object) {
    for (const char* key : {"marks", "gaps"})
        each(object, key, [&](const json& item) {
            if (auto event = event_from(key, item)) sidecar.add(std::move(*event));
        });
}

void add_minute(Minutes& minutes, const json& object) {
    if (auto line = minute_from(object)) minutes.add(std::move(*line));
}

void parse_continues(Sidecar& sidecar, const json& object) {
    const auto found = object.find("continues");
    if (found == object.end() || !found->is_object()) return;
    const auto place = frame(*found, "frame");
    if (place && *place / sidecar.format.rate <= longest.count())
        sidecar.continues = {text(*found, "file"), *place, time_since_boot(*found)};
}

void parse_notes(Sidecar& sidecar, const json& object) {
    const auto found = object.find("notes");
    if (found == object.end() || !found->is_object()) return;
    for (const auto& [key, value] : found->items())
        if (value.is_string()) sidecar.notes.try_set(key, value.get_ref<const std::string&>());
}

void parse_mixer(Sidecar& sidecar, const json& object) {
    const auto found = object.find("mixer");
    if (found == object.end() || !found->is_object() || found->size() > Sidecar::most_controls)
        return;
    for (const auto& [control, value] : found->items())
        if (value.is_string()) sidecar.mixer[control] = text(*found, control.c_str());
}

void parse_ring(TakeFigures& figures, const json& object) {
    const auto found = object.find("ring");
    if (found == object.end() || !found->is_object()) return;
    figures.ring_frames = frame(*found, "frames").value_or(0);
    figures.ring_highest = frame(*found, "highest").value_or(0);
}

void parse_figures(Sidecar& sidecar, const json& object) {
    const auto worst = number<double>(object, "worst_write_ms", 0, 1e12);
    const auto writes = object.find("writes");
    if (!worst || writes == object.end() || !writes->is_array()) return;
    TakeFigures figures;
    figures.worst_write = microseconds(std::llround(*worst * 1000));
    for (std::size_t i = 0; i < std::min(figures.writes.size(), writes->size()); ++i)
        if ((*writes)[i].is_number_unsigned()) figures.writes[i] = (*writes)[i];
    figures.drift_ppm = number<double>(object, "drift_ppm", -1e6, 1e6);
    parse_ring(figures, object);
    sidecar.figures = figures;
}

/// Marks and gaps become events one by one, and are never all there as JSON.
std::optional<Sidecar> record_in(BoundedText& text) {
    Sidecar events;
    const json object = parse_bounded(
        text, [](std::string_view key) { return std::ranges::find(keys, key) != keys.end(); },
        [&](std::string_view key, const json& item) {
            if (key == "minutes") return add_minute(events.minutes, item);
            if (auto event = event_from(key, item)) events.add(std::move(*event));
        });
    auto sidecar = object.is_discarded() ? std::nullopt : sidecar_from(object);
    if (!sidecar) return sidecar;
    sidecar->events = std::move(events.events);
    sidecar->minutes = std::move(events.minutes);
    sidecar->unlisted_frames_lost = 0;
    const Frames told = frame(object, "frames_lost").value_or(0);
    sidecar->unlisted_frames_lost = std::max(told - sidecar->frames_lost(), Frames{0});
    return sidecar;
}

} // namespace

std::optional<Sidecar> sidecar_from(const json& object) {
    if (!object.is_object() || !number<int>(object, "redstart", 1, 1'000'000)) return {};
    const auto format = format_from(object);
    if (!format) return {};
    Sidecar sidecar;
    sidecar.format = *format;
    sidecar.program = text(object, "program");
    sidecar.file = text(object, "file");
    sidecar.host = text(object, "host");
    sidecar.device = text(object, "device");
    sidecar.boot = text(object, "boot");
    sidecar.start = parse_utc(text(object, "start"));
    sidecar.clock = text(object, "clock");
    if (const auto error = number<int>(object, "clock_error_ms", 0, 1'000'000))
        sidecar.clock_error = milliseconds(*error);
    sidecar.boottime = time_since_boot(object).value_or(nanoseconds());
    parse_continues(sidecar, object);
    parse_notes(sidecar, object);
    parse_mixer(sidecar, object);
    add_events(sidecar, object);
    each(object, "minutes", [&](const json& item) { add_minute(sidecar.minutes, item); });
    sidecar.frames = frame(object, "frames");
    if (sidecar.frames && sidecar.format.duration(*sidecar.frames) > longest)
        sidecar.frames.reset();
    parse_figures(sidecar, object);
    sidecar.stop = text(object, "stop");
    sidecar.sha256 = text(object, "sha256");
    return sidecar;
}

std::optional<Sidecar> parse_sidecar(std::string_view bytes) {
    BoundedText text(fill_from(bytes));
    return record_in(text);
}

std::optional<Sidecar> read_sidecar(const std::filesystem::path& file) {
    auto fill = fill_from(file);
    if (!fill) return {};
    BoundedText text(std::move(fill));
    return record_in(text);
}

} // namespace redstart
