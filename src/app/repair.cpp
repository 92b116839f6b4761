// `redstart repair`: finds WAV files that a crash left behind, tells what they need, and does it.
#include "wav/repair.hpp"
#include "app/command.hpp"
#include "base/unique_fd.hpp"
#include "base/units.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_lock.hpp"
#include "disk/take_paths.hpp"
#include "takes/left_overs.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::vector<std::string> paths;
    bool apply = false;
};

struct Count {
    int seen = 0, valid = 0, repaired = 0, in_use = 0, failed = 0;
};

/// A folder stands for the WAV files below it; links are not followed.
std::vector<fs::path> files_of(const fs::path& path,
                               const std::function<void(const Error&)>& unreadable) {
    if (!is_folder_itself(path)) return {path};
    return files_below(path, is_wav_of_any_recorder, unreadable);
}

UniqueFd open_as(const fs::path& file, int flags) {
    // Without O_NONBLOCK the open of a FIFO would wait for somebody to write into it.
    UniqueFd fd(::open(file.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd && errno == ELOOP) throw Error(file, "is a link", "name the file itself");
    if (!fd) throw flags == O_RDONLY ? reading_error(file, errno) : storage_error(file, errno);
    return fd;
}

std::string seconds(const WavInfo& info, std::uint64_t bytes) {
    const std::uint64_t frames = bytes / std::max(info.frame_bytes, 1u);
    const AudioFormat clock{std::max(info.rate, 1u), 1, SampleFormat::s16_le};
    const auto length = clock.duration(static_cast<Frames>(frames));
    char text[120];
    std::snprintf(text, sizeof text, "%s (%.3f s, %llu frames)", show_clock(length).c_str(),
                  std::chrono::duration<double>(length).count(),
                  static_cast<unsigned long long>(frames));
    return text;
}

void line(const char* what, const std::string& text) {
    std::printf("  %-9s %s\n", what, text.c_str());
}

void tell(const WavRepair& repair, bool apply) {
    const WavInfo& info = repair.before;
    line("made by", repair.software.empty() ? "cannot be told" : repair.software);
    line("header", "claims " + seconds(info, info.claimed_bytes) + ", " +
                       show_bytes(info.claimed_bytes) + " of sound");
    line("there", show_bytes(repair.data_bytes) + " of sound" +
                      (repair.kept_bytes > 0
                           ? ", and " + show_bytes(repair.kept_bytes) + " behind it, which stay"
                           : ""));
    line(apply ? "now" : "will be",
         seconds(info, repair.data_bytes) + (repair.becomes_rf64 ? ", as RF64" : ""));
    if (repair.data_bytes > info.claimed_bytes)
        line("back", seconds(info, repair.data_bytes - info.claimed_bytes) + " come back");
}

void tell_zeros(const WavRepair& repair) {
    if (repair.zero_bytes >= repair.before.rate / 10 * std::uint64_t{repair.before.frame_bytes} &&
        repair.zero_bytes > 0)
        line("zeros", "its last " + seconds(repair.before, repair.zero_bytes) +
                          " are 0: silence, or what a power cut took; they stay");
    if (repair.unclaimed_zeros > 0)
        line("zeros", show_bytes(repair.unclaimed_zeros) +
                          " of zeros behind its sound are left out, as a power cut makes them");
}

class Work {
public:
    explicit Work(const Options& options) : options_(options) {}

    int done() {
        for (const std::string& path : options_.paths) look_into(path);
        std::printf("%d looked at: %d valid, %d %s, %d in use, %d left\n", count_.seen,
                    count_.valid, count_.repaired,
                    options_.apply ? "repaired" : "to be repaired (--apply does it)", count_.in_use,
                    count_.failed);
        return count_.failed > 0 ? 1 : 0;
    }

private:
    void look_into(const fs::path& path) {
        std::vector<fs::path> files;
        try {
            files = files_of(path, [this](const Error& error) { complain(error); });
        } catch (const Error& error) {
            return complain(error);
        }
        for (const fs::path& file : files) {
            ++count_.seen;
            try {
                is_part(file) ? look_at_part(file) : look_at(file);
            } catch (const Error& error) {
                complain(error);
            }
        }
    }

    void complain(const Error& error) {
        ++count_.failed;
        std::fflush(stdout); // in the order of the files
        std::fprintf(stderr, "redstart: %s\n", error.what());
    }

    void pass_over(const fs::path& file) {
        ++count_.in_use;
        std::printf("%s\n", file.c_str());
        line("in use", "somebody is writing it; passed over");
    }

    void look_at(const fs::path& file) {
        const UniqueFd fd = open_as(file, O_RDONLY);
        if (is_being_written(fd.get())) return pass_over(file);
        const WavRepair repair = plan_repair(fd.get(), file);
        if (!repair.is_needed) {
            ++count_.valid;
            if (repair.unclaimed_zeros == 0) return;
            std::printf("%s\n", file.c_str());
            return tell_zeros(repair);
        }
        if (options_.apply) write(file, fd.get(), repair);
        ++count_.repaired;
        std::printf("%s\n", file.c_str());
        tell(repair, options_.apply);
        tell_zeros(repair);
    }

    static void write(const fs::path& file, int planned, const WavRepair& repair) {
        const UniqueFd fd = open_as(file, O_RDWR);
        struct stat now {
        }, before{};
        if (::fstat(fd.get(), &now) != 0 || ::fstat(planned, &before) != 0 ||
            now.st_dev != before.st_dev || now.st_ino != before.st_ino ||
            static_cast<std::uint64_t>(now.st_size) != repair.before.file_bytes)
            throw Error(file, "changed while it was looked at", "try again");
        if (TakeLock(fd.get()).is_refused())
            throw Error(file, "somebody else has just locked it", "try again");
        repair_wav(fd.get(), file, repair);
    }

    /// Redstart's own, unfinished: these become NAME.wav.
    void look_at_part(const fs::path& part) {
        const UniqueFd fd = open_as(part, O_RDONLY);
        if (is_being_written(fd.get())) return pass_over(part);
        if (options_.apply) return complete(part);
        struct stat status {};
        if (::fstat(fd.get(), &status) != 0) throw storage_error(part, errno);
        const bool is_empty = status.st_size == 0;
        const WavInfo info = is_empty ? WavInfo{} : read_wav_info(fd.get(), part);
        if (!is_empty && !info.note)
            throw Error(part, "not written by Redstart", "rename it to end in .wav");
        ++count_.repaired;
        std::printf("%s\n", part.c_str());
        line("made by", "redstart");
        if (is_empty) return line("will be", "removed: it is empty");
        line("header", "claims " + seconds(info, info.claimed_bytes));
        line("will be", "completed to " + completed_name(part).string() +
                            ", with what of its last second is there");
    }

    void complete(const fs::path& part) {
        const auto result = complete_left_over(part, After::crash);
        if (!result) return pass_over(part);
        if (result->what == LeftOver::What::left) {
            ++count_.failed;
            std::fflush(stdout);
            std::fprintf(stderr, "redstart: %s\n", result->why.c_str());
            return;
        }
        ++count_.repaired;
        std::printf("%s\n", part.c_str());
        line("made by", "redstart");
        if (result->what == LeftOver::What::removed) return line("now", "removed: it was empty");
        line("now", result->file.string() + ", " + show_clock(result->duration));
    }

    const Options& options_;
    Count count_;
};

} // namespace

void add_repair(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App& command = *program.add_subcommand(
        "repair", "true headers for WAV files that a crash left behind, of any recorder");
    command.add_option("PATH", options->paths, "WAV files, or folders of them")->required();
    command.add_flag("--apply", options->apply, "write; without it, it only tells");
    command.callback([options, &chosen] { chosen = [options] { return Work(*options).done(); }; });
}

} // namespace redstart
