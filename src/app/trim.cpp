// `redstart trim`: of files that are there, keeps what is above a level, in new files.
#include "wav/trim.hpp"

#include "app/asked_to_stop.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/file_run.hpp"
#include "app/progress.hpp"
#include "app/voice_files.hpp"
#include "app/voice_options.hpp"
#include "dataset/take_place.hpp"
#include "disk/lookup.hpp"
#include "disk/take_paths.hpp"
#include "wav/frames.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <pthread.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::vector<std::string> files;
    VoiceOptions voice;
    std::string output, folder;

    /// A word that --voice took may be the only file.
    void settle() {
        voice.settle(std::chrono::minutes(10),
                     [this](const std::string& word) { files.insert(files.begin(), word); });
        if (files.empty())
            throw WrongUsage("FILE", "none is named", "name those that are to be trimmed");
        if (std::ranges::find(files, "-") != files.end())
            throw WrongUsage("-", "a pipe is not trimmed",
                             "redstart record --voice - leaves out "
                             "pauses as it records; or name a file");
        if (!output.empty() && files.size() > 1)
            throw WrongUsage("-o", "it is for a single FILE", "--folder takes more");
    }

    /// What the new file of one is called.
    fs::path name_for(const fs::path& file) const {
        if (!output.empty()) return output;
        fs::path name = TakePaths::of_sound(file).wav();
        if (!folder.empty()) return (fs::path(folder) / name.filename()).replace_extension(".wav");
        return name.replace_filename(name.stem().string() + "_trimmed.wav");
    }
};

/// They wait, and are asked for between two blocks.
void hold_back_stops() {
    sigset_t stops;
    ::sigemptyset(&stops);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&stops, signal);
    ::pthread_sigmask(SIG_BLOCK, &stops, nullptr);
}

TrimResult trim_with_progress(const fs::path& file, const fs::path& to,
                              const VoiceSettings& settings,
                              const std::shared_ptr<VoiceTally>& tally) {
    Progress progress;
    return trim_wav(file, to, settings, tally, [&](Frames done, Frames of) {
        progress.show(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(of));
        return !is_asked_to_stop();
    });
}

void tell_what_stays(const fs::path& file, const TrimResult& result, const VoiceTally& tally) {
    if (!result.left.empty()) {
        std::string chunks;
        for (const std::string& id : result.left) chunks += (chunks.empty() ? "" : ", ") + id;
        std::printf("  only the original has: %s\n", chunks.c_str());
    }
    if (is_file(TakePaths::of_sound(file).sidecar()))
        std::printf("  only the original has: its sidecar, %s\n",
                    TakePaths::of_sound(file).sidecar().filename().c_str());
    if (tally.marks_left_out > 0)
        std::printf("  marks left out: %u, for nothing is kept there\n",
                    tally.marks_left_out.load());
}

void trim_file(const Options& options, const fs::path& file) {
    const auto tally = std::make_shared<VoiceTally>();
    const VoiceSettings& settings = options.voice.settings();
    const AudioFormat format = WavFrames(file).format();
    const TrimResult result = trim_with_progress(file, options.name_for(file), settings, tally);
    if (!result.is_whole)
        throw Error(file, "trimming was stopped", "nothing was made of it; start it again");
    std::printf("%s: %s\n", file.c_str(), voice_summary(*tally, format, settings).c_str());
    for (const fs::path& made : result.files) std::printf("  %s\n", made.c_str());
    tell_what_stays(file, result, *tally);
}

int trim(Options& options) {
    options.settle();
    hold_back_stops();
    if (!options.folder.empty()) make_folders(options.folder);
    FileRun run;
    run.each(options.files, [&](const fs::path& file) {
        if (!is_asked_to_stop() || run.failed() == 0) trim_file(options, file);
    });
    return run.code();
}

} // namespace

void add_trim(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command =
        program.add("trim", "keep what is above a level, in new WAV files; the originals stay",
                    [options] { return trim(*options); });
    command.option("FILE", options->files, "WAV files, finished or not");
    options->voice.add_to(command, "--split");
    command
        .option("--folder", options->folder,
                "for the new files; without it FILE_trimmed.wav beside FILE")
        .type_name("DIR");
    command.option("-o,--output", options->output, "the new file of a single FILE")
        .type_name("OUT")
        .excludes("--folder");
    command.footer("It never overwrites a file.");
}

} // namespace redstart
