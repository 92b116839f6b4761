// A record to JSON and back; what comes back may have been written by anybody.
#include "shelf/record.hpp"

#include "base/unique_fd.hpp"
#include "wav/storage.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fcntl.h>
#include <sys/stat.h>

namespace redstart {
namespace {

using nlohmann::json;
using namespace std::chrono;

constexpr int schema = 1;
constexpr std::size_t most_bytes = 16 * 1024 * 1024, most_events = 100'000, most_text = 4096;
constexpr double longest_boottime = 1e9; // seconds; thirty years

std::string text(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return {};
    const auto& value = found->get_ref<const std::string&>();
    return value.size() <= most_text ? value : std::string();
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
    return number<Frames>(object, key, 0, std::numeric_limits<Frames>::max() / 64);
}

std::optional<AudioFormat> format_from(const json& object) {
    const auto sample = sample_format(text(object, "format"));
    const auto rate = number<unsigned>(object, "rate", 1, 10'000'000);
    const auto channels = number<unsigned>(object, "channels", 1, 1024);
    if (!sample || !rate || !channels) return {};
    return AudioFormat{*rate, *channels, *sample};
}

/// Calls `take` with each object of an array.
template <class Take>
void each(const json& object, const char* key, Take take) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array()) return;
    for (const json& item : *found)
        if (item.is_object()) take(item);
}

void add_event(TakeRecord& record, TakeRecord::Event event) {
    if (record.events.size() < most_events) record.events.push_back(std::move(event));
}

void take_events(TakeRecord& record, const json& object) {
    each(object, "marks", [&](const json& mark) {
        if (const auto at = frame(mark, "at")) add_event(record, {*at, text(mark, "label"), {}});
    });
    each(object, "gaps", [&](const json& gap) {
        const auto at = frame(gap, "at"), frames = frame(gap, "frames");
        const auto cause = gap_cause(text(gap, "cause"));
        if (at && frames && cause) add_event(record, {*at, {}, Gap{*at, *frames, *cause}});
    });
}

void take_continues(TakeRecord& record, const json& object) {
    const auto found = object.find("continues");
    if (found == object.end() || !found->is_object()) return;
    if (const auto place = frame(*found, "frame"))
        record.continues = {text(*found, "file"), *place};
}

void take_ring(TakeFigures& figures, const json& object) {
    const auto found = object.find("ring");
    if (found == object.end() || !found->is_object()) return;
    figures.ring_frames = frame(*found, "frames").value_or(0);
    figures.ring_highest = frame(*found, "highest").value_or(0);
}

void take_figures(TakeRecord& record, const json& object) {
    const auto worst = number<double>(object, "worst_write_ms", 0, 1e12);
    const auto writes = object.find("writes");
    if (!worst || writes == object.end() || !writes->is_array()) return;
    TakeFigures figures;
    figures.worst_write = microseconds(std::llround(*worst * 1000));
    for (std::size_t i = 0; i < std::min(figures.writes.size(), writes->size()); ++i)
        if ((*writes)[i].is_number_unsigned()) figures.writes[i] = (*writes)[i];
    figures.drift_ppm = number<double>(object, "drift_ppm", -1e6, 1e6);
    take_ring(figures, object);
    record.figures = figures;
}

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

Frames TakeRecord::frames_lost() const noexcept {
    Frames lost = 0;
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

std::optional<TakeRecord> record_from(const json& object) {
    if (!object.is_object() || !number<int>(object, "redstart", 1, 1'000'000)) return {};
    const auto format = format_from(object);
    if (!format) return {};
    TakeRecord record;
    record.format = *format;
    record.program = text(object, "program");
    record.file = text(object, "file");
    record.host = text(object, "host");
    record.device = text(object, "device");
    record.boot = text(object, "boot");
    record.start = parse_utc(text(object, "start"));
    record.clock = text(object, "clock");
    record.boottime = round<nanoseconds>(
        duration<double>(number<double>(object, "boottime", 0, longest_boottime).value_or(0)));
    take_continues(record, object);
    take_events(record, object);
    record.frames = frame(object, "frames");
    take_figures(record, object);
    record.stop = text(object, "stop");
    record.sha256 = text(object, "sha256");
    return record;
}

std::optional<TakeRecord> parse_record(std::string_view bytes) {
    const json object = json::parse(bytes, nullptr, false);
    return object.is_discarded() ? std::nullopt : record_from(object);
}

std::optional<TakeRecord> read_record(const std::filesystem::path& file) {
    const auto bytes = read_text(file, most_bytes);
    return bytes ? parse_record(*bytes) : std::nullopt;
}

std::optional<std::string> read_text(const std::filesystem::path& file, std::size_t most) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd && (errno == ENOENT || errno == ELOOP || errno == ENOTDIR)) return {};
    if (!fd) throw system_error(file, errno);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) throw system_error(file, errno);
    if (!S_ISREG(status.st_mode)) return {};
    if (static_cast<std::uint64_t>(status.st_size) > most)
        throw Error(file, "too large for the record of a take");
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    bytes.resize(read_at(fd.get(), file, 0, std::as_writable_bytes(std::span(bytes))));
    return bytes;
}

std::string_view word(const ClockState& clock) noexcept {
    return clock.synchronised ? "synchronised" : clock.set ? "set" : "not set";
}

Marks marks_of(const TakeRecord& record, Frames frames) {
    TakeRecord part;
    part.events = record.events;
    cut_events(part, frames);
    Marks marks;
    for (const TakeRecord::Event& event : part.events) {
        if (event.gap)
            marks.add(*event.gap);
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
