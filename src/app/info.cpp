// `redstart info`: what is in a WAV or FLAC file, as its header says and as its samples are.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/file_run.hpp"
#include "app/info_table.hpp"
#include "app/progress.hpp"
#include "app/standard_input.hpp"
#include "audio/sound_verdict.hpp"
#include "base/log.hpp"
#include "base/units.hpp"
#include "dataset/one_line.hpp"
#include "takes/journal.hpp"
#include "wav/gap_marks.hpp"
#include "wav/labels.hpp"
#include "wav/measure.hpp"
#include "wav/read_metadata.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <optional>

namespace redstart {
namespace {

using nlohmann::json;

std::chrono::nanoseconds duration(const WavInfo& info) {
    return AudioFormat{info.rate, 1, SampleFormat::s16_le}.duration(info.frames);
}

/// To the millisecond that is printed beside it, so that both say the same.
std::string clock_of(std::chrono::nanoseconds time) {
    return show_clock(std::chrono::round<std::chrono::milliseconds>(time));
}

/// Of a finished take, or of one in the making; nothing where there is none that can be read.
std::optional<Sidecar> sidecar_of(const std::string& file) {
    try {
        const auto take = TakePaths::of_sound(file);
        auto sidecar = read_sidecar(take.sidecar());
        return sidecar ? sidecar : read_journal(take.journal());
    } catch (const Error&) {
        return {};
    }
}

constexpr std::string_view gap_prefix = "gap: "; // of gap_label()

/// Also of one that a file which was cut off has no more.
bool is_gap(const WavMark& mark) {
    return gap_of(mark, std::numeric_limits<Frames>::max()).has_value();
}

/// "gap: 441 frames, overrun": so much silence stands there.
std::vector<Gap> gaps_of(const WavInfo& info) {
    std::vector<Gap> gaps;
    for (const WavMark& mark : info.marks)
        if (const auto gap = gap_of(mark, info.frames)) gaps.push_back(*gap);
    return gaps;
}

/// What was found by reading all of a file.
struct Findings {
    std::vector<Loudness> levels;
    std::optional<SoundVerdict> verdict; // none of a file without sound
    WavMetadata metadata;
};

/// Nothing where that needs libFLAC, which is not installed: the rest is told without it. A file
/// that does not tell its length has one in `info` then.
Findings measure_with_progress(const std::string& file, WavInfo& info) try {
    SoundFrames reader(file);
    Progress progress;
    Findings found;
    if (reader.format().channels <= AudioFormat::max_channels)
        found.verdict.emplace(reader.format(), gaps_of(reader.info()));
    const auto total = static_cast<std::uint64_t>(reader.info().frames);
    found.levels = measure(
        reader, [&](Frames done) { progress.show(static_cast<std::uint64_t>(done), total); },
        [&](std::span<const std::byte> frames) {
            if (found.verdict) found.verdict->hear(frames);
        });
    info = reader.info();
    if (info.frames == 0) return {};
    return found;
} catch (const Error& error) {
    if (error.code() != std::errc::not_supported) throw;
    log_warning(error.within(file + ": no levels").what());
    return {};
}

/// To a tenth, and never "-0.0".
double tenth(double value) {
    return std::round(value * 10) / 10 + 0.0;
}

json decibels(double value) {
    return std::isfinite(value) ? json(std::round(value * 100) / 100) : json(nullptr);
}

json to_json(const WavMetadata& metadata) {
    const auto object = [](const WavMetadata::Fields& fields) {
        json result = json::object();
        for (const auto& [key, value] : fields)
            if (!result.contains(key)) result[key] = value; // the first of several tracks
        return result;
    };
    json result = json::object();
    const std::pair<const char*, const WavMetadata::Fields*> chunks[] = {
        {"bext", &metadata.bext},
        {"ixml", &metadata.ixml},
        {"info", &metadata.info},
        {"guano", &metadata.guano}};
    for (const auto& [name, fields] : chunks)
        if (!fields->empty()) result[name] = object(*fields);
    return result;
}

void print(const char* chunk, const WavMetadata::Fields& fields) {
    for (const auto& [key, value] : fields)
        std::printf("  %-9s %s: %s\n", chunk, key.c_str(), value.c_str());
}

json to_json(const std::string& file, const WavInfo& info, const Findings& found) {
    json result = {{"file", file},
                   {"format", info.format_name},
                   {"rate", info.rate},
                   {"channels", info.channels},
                   {"frames", info.frames},
                   {"seconds", std::chrono::duration<double>(duration(info)).count()},
                   {"rf64", info.is_rf64},
                   {"complete", info.complete},
                   {"marks", json::array()},
                   {"gaps", json::array()},
                   {"levels", json::array()}};
    if (info.format) result["sample_format"] = to_string(info.format->sample);
    for (const WavMark& mark : info.marks)
        result[is_gap(mark) ? "gaps" : "marks"].push_back({{"at", mark.at}, {"label", mark.label}});
    for (const Loudness& level : found.levels)
        result["levels"].push_back(
            {{"peak_dbfs", decibels(level.peak_dbfs)}, {"rms_dbfs", decibels(level.rms_dbfs)}});
    if (const auto& verdict = found.verdict) {
        result["verdict"] = verdict->sentences();
        result["warnings"] = verdict->warnings().words();
        for (unsigned c = 0; c < result["levels"].size(); ++c)
            result["levels"][c]["clips"] = verdict->clips(c);
    }
    if (!found.metadata.empty()) result["metadata"] = to_json(found.metadata);
    if (const auto sidecar = sidecar_of(file)) result["sidecar"] = to_json(*sidecar);
    return result;
}

void print(const Sidecar& sidecar) {
    std::string clock = one_line(sidecar.clock);
    if (sidecar.clock_error)
        clock += ", right to " + std::to_string(sidecar.clock_error->count()) + " ms";
    std::printf("  start     %s (clock %s)\n",
                sidecar.start ? utc_text(*sidecar.start).c_str() : "not known", clock.c_str());
    if (sidecar.continues)
        std::printf("  continues %s, from frame %lld of the take\n",
                    one_line(sidecar.continues->file).c_str(),
                    static_cast<long long>(sidecar.continues->frame));
    for (const auto& [key, text] : sidecar.notes.all())
        std::printf("  note      %s: %s\n", key.c_str(), text.c_str());
    if (!sidecar.stop.empty()) std::printf("  stop      %s\n", one_line(sidecar.stop).c_str());
    if (!sidecar.figures) return;
    const TakeFigures& figures = *sidecar.figures;
    std::printf("  device    %s", one_line(sidecar.device).c_str());
    if (figures.drift_ppm) std::printf(", drift %+.1f ppm", *figures.drift_ppm);
    std::printf("\n  card      worst write %s\n", show_duration(figures.worst_write).c_str());
}

void print(const SoundVerdict& verdict) {
    const auto sentences = verdict.sentences();
    if (sentences.empty()) std::puts("  verdict   good");
    for (const std::string& sentence : sentences) std::printf("  verdict   %s\n", sentence.c_str());
}

void print(const std::string& file, const WavInfo& info, const Findings& found) {
    std::printf("%s\n", file.c_str());
    std::printf("  format    %s%s, %u channels, %u Hz\n", info.format_name.c_str(),
                info.is_rf64 ? " in RF64" : "", info.channels, info.rate);
    const std::chrono::duration<double> seconds = duration(info);
    std::printf("  duration  %s (%.3f s, %lld frames)\n", clock_of(duration(info)).c_str(),
                seconds.count(), static_cast<long long>(info.frames));
    if (!info.complete)
        std::printf("  broken    its header claims %s of sound, %s are there\n",
                    show_bytes(info.claimed_bytes).c_str(), show_bytes(info.data_bytes).c_str());
    if (const auto sidecar = sidecar_of(file)) print(*sidecar);
    for (std::size_t c = 0; c < found.levels.size(); ++c)
        std::printf("  channel %zu peak %6.1f dBFS, RMS %6.1f dBFS\n", c + 1,
                    tenth(found.levels[c].peak_dbfs), tenth(found.levels[c].rms_dbfs));
    if (found.verdict) print(*found.verdict);
    for (const WavMark& mark : info.marks) { // what others wrote stays in its line
        const auto at = AudioFormat{info.rate, 1, SampleFormat::s16_le}.duration(mark.at);
        const std::string label = one_line(mark.label);
        if (is_gap(mark))
            std::printf("  gap       %s  %s\n", clock_of(at).c_str(),
                        label.substr(std::min(label.size(), gap_prefix.size())).c_str());
        else
            std::printf("  mark      %s  %s\n", clock_of(at).c_str(), label.c_str());
    }
    const WavMetadata& metadata = found.metadata;
    print("bext", metadata.bext);
    print("iXML", metadata.ixml);
    print("INFO", metadata.info);
    print("GUANO", metadata.guano);
}

void print_labels(const std::string& editor, const WavInfo& info) {
    const auto labels = editor == "reaper" ? reaper_labels(info) : audacity_labels(info);
    std::fputs(labels.c_str(), stdout);
}

struct Options : FileOptions {
    bool as_csv = false;
    std::string editor; // whose labels are wanted: audacity, "true" for the same, reaper
};

int show(const Options& options) {
    constexpr std::array editors = {"", "true", "audacity", "reaper"};
    if (std::ranges::find(editors, options.editor) == editors.end())
        throw WrongUsage("--labels", "it is for audacity or reaper", "--labels=reaper");
    FileRun run;
    json all = json::array();
    InfoTable table;
    const auto tell = [&](const std::string& file, const WavInfo& info, const Findings& found) {
        if (options.as_csv)
            table.add(file, info, found.levels, sidecar_of(file),
                      static_cast<std::size_t>(std::ranges::count_if(info.marks, is_gap)));
        else if (options.as_json)
            all.push_back(to_json(file, info, found));
        else
            print(file, info, found);
    };
    run.each(with_folders_opened(options.files, run), [&](const std::string& file) {
        const auto input = file == "-" ? file_at_standard_input() : std::nullopt;
        if (file == "-" && !input) {
            const PipedSound sound = measure_standard_input();
            return tell("standard input", sound.info, {sound.levels, sound.verdict, {}});
        }
        const std::string opened = input.value_or(file);
        WavInfo info = read_sound_info(opened);
        if (!options.editor.empty()) return print_labels(options.editor, info);
        Findings found;
        if (info.format) found = measure_with_progress(opened, info);
        found.metadata = read_wav_metadata(opened);
        tell(input ? "standard input" : file, info, found);
    });
    if (options.as_json) print_list(all);
    if (options.as_csv) std::fputs(table.text().c_str(), stdout);
    return run.code();
}

} // namespace

void add_info(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command =
        program.add("info", "format, duration, levels, gaps and marks of WAV and FLAC files",
                    [options] { return show(*options); });
    options->add_to(command);
    command.flag("--csv", options->as_csv, "a table with a line per file, its notes as columns")
        .excludes("--json");
    command
        .flag_or_word("--labels", options->editor,
                      "marks and gaps for an editor: a label track of Audacity's, or =reaper")
        .excludes("--json");
}

} // namespace redstart
