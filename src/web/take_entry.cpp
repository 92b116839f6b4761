// The length is that of the sound which is there; all else is what the sidecar tells.
#include "web/take_entry.hpp"

#include "audio/warnings.hpp"
#include "base/timestamp.hpp"
#include "disk/lookup.hpp"
#include "disk/take_paths.hpp"
#include "takes/heard_file.hpp"
#include "takes/journal.hpp"
#include "wav/flac_info.hpp"
#include "wav/gap_marks.hpp"
#include "wav/read_metadata.hpp"
#include "web/playable_sound.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t most_marks = 200; // /labels has all

/// Its sound, its sidecar and what lies beside them, as far as they can be read.
struct Files {
    std::string file; // the last part of its place
    UniqueFd folder, sound;
    std::optional<WavInfo> info;
    std::optional<Sidecar> sidecar;
};

template <class Read>
auto unless_unreadable(Read read) -> decltype(read()) {
    try {
        return read();
    } catch (const Error&) {
        return {};
    }
}

/// Of a take that is being recorded, the length that its header knows is an old one.
std::optional<WavInfo> info_of(const UniqueFd& sound, const std::string& name) {
    if (!sound) return {};
    return unless_unreadable([&]() -> std::optional<WavInfo> {
        WavInfo info = read_sound_info(sound.get(), name);
        if (is_part(name)) info.frames = safe_frames(sound.get(), name, info);
        return info;
    });
}

Files read_files(const TakeFolder& folder, const TakeIndex::Take& take) {
    const std::string place = take.file();
    Files files{fs::path(place).filename(), folder.open_folder_of(place), {}, {}, {}};
    if (!files.folder) return files;
    files.sound = unless_unreadable([&] { return folder.open(place); });
    files.info = info_of(files.sound, files.file);
    const TakePaths beside = TakePaths::of_sound(in_folder(files.folder, files.file));
    files.sidecar = unless_unreadable([&] {
        auto sidecar = read_sidecar(beside.sidecar());
        return sidecar ? sidecar : read_journal(beside.journal());
    });
    return files;
}

json start_of(const Files& files) {
    if (files.sidecar && files.sidecar->start && files.sidecar->clock != "not set")
        return utc_text(*files.sidecar->start);
    if (files.sidecar) return nullptr; // its clock was not set, and its name may say what it said
    const auto date = time_in_name(files.file);
    return date ? json(utc_text(*date)) : json(nullptr);
}

json peak_of(const Files& files) {
    if (!files.sidecar || files.sidecar->minutes.empty()) return nullptr;
    float peak = 0;
    for (const MinuteLine& line : files.sidecar->minutes.lines())
        for (const ChannelFigures& channel : line.channels) peak = std::max(peak, channel.peak);
    if (!(peak > 0)) return nullptr;
    return std::round(200 * std::log10(static_cast<double>(peak))) / 10 + 0.0; // never -0.0
}

/// "good", or the words of the warnings that were on in any of its minutes.
json verdict_of(const Files& files) {
    if (!files.sidecar || files.sidecar->minutes.empty()) return nullptr;
    WarningSet all;
    std::uint64_t clips = 0;
    for (const MinuteLine& line : files.sidecar->minutes.lines()) {
        all.add(line.warnings);
        for (const ChannelFigures& channel : line.channels) clips += channel.clips;
    }
    if (clips > 0) all.set(Warning::clipping);
    std::string words;
    for (const std::string_view word : all.words())
        words += (words.empty() ? "" : ", ") + std::string(word);
    return words.empty() ? "good" : words;
}

struct Events {
    json marks = json::array();
    std::size_t mark_count = 0, gaps = 0;
    Frames lost = 0;

    void mark(Frames at, const std::string& label) {
        if (++mark_count <= most_marks) marks.push_back({{"at", at}, {"label", label}});
    }
};

/// From the sidecar, else from the cue points of the file.
Events events_of(const Files& files) {
    Events events;
    if (files.sidecar) {
        for (const Sidecar::Event& event : files.sidecar->events)
            if (!event.gap) events.mark(event.at, event.label);
        events.gaps = files.sidecar->gaps();
        events.lost = files.sidecar->frames_lost();
    } else if (files.info) {
        for (const WavMark& mark : files.info->marks) {
            const auto gap = gap_of(mark, files.info->frames);
            if (!gap) events.mark(mark.at, mark.label);
            if (!gap) continue;
            ++events.gaps;
            events.lost += gap->frames;
        }
    }
    return events;
}

std::string note_of(const Files& files, const char* key) {
    if (!files.sidecar) return {};
    const auto& all = files.sidecar->notes.all();
    const auto found = all.find(key);
    return found == all.end() ? std::string() : found->second;
}

/// Where it was recorded, as its notes say, else its GUANO.
std::string place_of(const Files& files) {
    for (const char* key : {"place", "position"})
        if (std::string note = note_of(files, key); !note.empty()) return note;
    if (!files.info || files.file.ends_with(".flac")) return {};
    const auto metadata = unless_unreadable(
        [&] { return read_wav_metadata(files.sound.get(), files.file, *files.info); });
    for (const auto& [key, value] : metadata.guano)
        if (key == "Loc Position") return value;
    return {};
}

bool is_kept(const Files& files) {
    if (!files.folder) return false;
    return unless_unreadable(
        [&] { return is_there(TakePaths::of_sound(in_folder(files.folder, files.file)).keep()); });
}

bool is_playable(const Files& files) {
    if (!files.info || !files.info->format || files.info->frames == 0) return false;
    const AudioFormat& format = *files.info->format;
    if (files.file.ends_with(".flac")) return is_played_by_phones(format);
    return PlayPlan::fits(format);
}

} // namespace

json take_entry(const TakeFolder& folder, const TakeIndex::Take& take,
                std::optional<bool> verified) {
    const Files files = read_files(folder, take);
    const auto of_sound = [&](auto value) {
        return files.info ? json(value(*files.info)) : json();
    };
    Events events = events_of(files);
    const bool is_deleted = (take.has & ~TakeIndex::deleted) == 0;
    return {{"file", take.file()},
            {"start", start_of(files)},
            {"seconds", of_sound([](const WavInfo& info) {
                 return static_cast<double>(info.frames) / std::max(info.rate, 1U);
             })},
            {"rate", of_sound([](const WavInfo& info) { return info.rate; })},
            {"channels", of_sound([](const WavInfo& info) { return info.channels; })},
            {"format", of_sound([](const WavInfo& info) {
                 return info.format ? std::string(to_string(info.format->sample))
                                    : info.format_name;
             })},
            {"bytes", of_sound([](const WavInfo& info) { return info.file_bytes; })},
            {"peak_dbfs", peak_of(files)},
            {"verdict", verdict_of(files)},
            {"marks", std::move(events.marks)},
            {"mark_count", events.mark_count},
            {"gaps", events.gaps},
            {"lost", events.lost},
            {"note", note_of(files, "note")},
            {"kept", is_kept(files)},
            {"deleted", is_deleted},
            {"recording", files.file.ends_with(".part")},
            {"verified", verified ? json(*verified) : json(nullptr)},
            {"flac", (take.has & TakeIndex::flac) != 0},
            {"place", place_of(files)},
            {"playable", is_playable(files)}};
}

} // namespace redstart
