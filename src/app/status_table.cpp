// A row a thing, of the keys that `status --json` has.
#include "app/status_table.hpp"

#include "base/units.hpp"
#include "dataset/one_line.hpp"

#include <redstart/format.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace redstart {

using nlohmann::json;

std::string show_frames(const json& frames, const json& rate) {
    const AudioFormat format{rate.get<unsigned>(), 1, SampleFormat::s16_le};
    return show_duration(format.duration(frames.get<Frames>()));
}

std::string show_list(const json& items, const char* none) {
    std::string text;
    for (const json& item : items) {
        if (!text.empty()) text += ", ";
        text += item.is_string() ? item.get<std::string>() : item.dump();
    }
    return text.empty() ? none : text;
}

namespace {

/// " (2 overrun, 1 ring full)"
std::string causes(const json& counts) {
    std::string text;
    for (const auto& [cause, count] : counts.items())
        text += (text.empty() ? " (" : ", ") + count.dump() + " " + cause;
    return text.empty() ? text : text + ")";
}

/// ", drift +12.3 ppm", once it is known.
std::string drift(const json& ppm) {
    if (ppm.is_null()) return {};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), ", drift %+.1f ppm", ppm.get<double>());
    return text.data();
}

std::string take_line(const json& status) {
    const json& take = status.at("take");
    if (take.is_null()) return "none";
    const json& rate = status.at("rate");
    return take.at("file").get<std::string>() + "\n           " +
           show_frames(take.at("frames"), rate) + " recorded, " +
           show_frames(take.at("frames_on_card"), rate) + " safe on the card, " +
           std::to_string(take.at("frames_lost").get<Frames>()) + " frames lost in " +
           std::to_string(take.at("gaps").get<unsigned>()) +
           (take.at("gaps") == 1 ? " gap" : " gaps") + causes(take.at("gap_causes")) +
           drift(take.at("drift_ppm"));
}

std::string device_line(const json& status) {
    if (status.at("device").is_null()) return "-";
    std::string text = status.at("device").get<std::string>();
    if (status.at("rate").is_null()) return text + ", not open";
    return text + ", " + status.at("rate").dump() + " Hz, " + status.at("channels").dump() +
           " channels, " + status.at("format").get<std::string>();
}

std::string ring_line(const json& status) {
    const json& ring = status.at("ring");
    if (status.at("rate").is_null()) return "-";
    return show_frames(ring.at("frames"), status.at("rate")) + " long, " +
           show_frames(ring.at("filled"), status.at("rate")) + " waiting for the card, " +
           show_frames(ring.at("highest"), status.at("rate")) + " at the most";
}

std::string storage_line(const json& storage) {
    if (storage.at("free_bytes").is_null()) return "-";
    std::string text = show_bytes(storage.at("free_bytes").get<std::uint64_t>()) + " free";
    if (!storage.at("hours_left").is_null())
        text += ", " + storage.at("hours_left").dump() + " hours until keep_free";
    const json& minutes = storage.at("minutes_left");
    if (minutes.is_number() && minutes < 60)
        text += ", " + minutes.dump() + " minutes until keep_free is reached";
    return text + ", worst write " + storage.at("worst_write_ms").dump() + " ms";
}

/// "812 below 10 ms, 3 below 100 ms": of the take under way or the last one.
std::string writes_line(const json& counts) {
    constexpr std::array limits = {"below 10 ms", "below 30 ms", "below 100 ms", "below 300 ms",
                                   "below 1 s",   "below 3 s",   "below 10 s",   "longer"};
    std::string text;
    for (std::size_t i = 0; i < std::min(limits.size(), counts.size()); ++i)
        if (counts[i] != 0) text += (text.empty() ? "" : ", ") + counts[i].dump() + " " + limits[i];
    return text.empty() ? "none" : text;
}

/// "-" where it is not known now, also by an appliance of an earlier version. The last take is one
/// that was found on the card, where somebody else may have named it.
std::string text_of(const json& status, const char* key) {
    const auto found = status.find(key);
    return found != status.end() && found->is_string() ? one_line(found->get<std::string>()) : "-";
}

std::string levels(const json& status) {
    const json& dbfs = status.at("levels_dbfs");
    return dbfs.empty() ? "-" : show_list(dbfs, "") + " dBFS";
}

} // namespace

void print_status_table(const json& status) {
    const auto row = [](const char* name, const std::string& value) {
        std::printf("%-10s %s\n", name, value.c_str());
    };
    row("state", status.at("state").get<std::string>());
    row("faults", show_list(status.at("faults"), "none"));
    if (const auto reasons = status.find("reasons"); reasons != status.end())
        for (const json& reason : *reasons) row("", reason.get<std::string>());
    if (const auto warnings = status.find("warnings"); warnings != status.end()) {
        row("warnings", show_list(*warnings, "none"));
        for (const json& reason : status.at("warning_reasons")) row("", reason.get<std::string>());
    }
    row("device", device_line(status));
    row("take", take_line(status));
    row("last take", text_of(status, "last_take"));
    row("folder", text_of(status, "folder"));
    row("levels", levels(status));
    row("ring", ring_line(status));
    row("storage", storage_line(status.at("storage")));
    row("writes", writes_line(status.at("storage").at("writes")));
    if (const auto found = status.find("listeners"); found != status.end() && !found->is_null())
        row("listeners", found->dump());
    row("clock", text_of(status, "clock"));
    row("version", text_of(status, "version"));
}

} // namespace redstart
