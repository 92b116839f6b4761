// `redstart repair`: finds WAV files that a crash left behind, tells what they need, and does it.
#include "takes/repair_file.hpp"

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/file_run.hpp"
#include "base/units.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::vector<std::string> paths;
    bool apply = false;
};

struct Count {
    int seen = 0, valid = 0, repaired = 0, in_use = 0;
};

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

void tell_header(const WavRepair& repair, bool apply) {
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

void tell_plan(const FileRepair& repair) {
    if (repair.left_over.what == LeftOver::What::removed)
        return line("will be", "removed: it is empty");
    const WavInfo& info = repair.header.before;
    line("header", "claims " + seconds(info, info.claimed_bytes));
    line("will be", "completed to " + repair.left_over.file.string() +
                        ", with what of its last second is there");
}

void tell_done(const LeftOver& left_over) {
    if (left_over.what == LeftOver::What::removed) return line("now", "removed: it was empty");
    line("now", left_over.file.string() + ", " + show_clock(left_over.duration));
}

class Work {
public:
    explicit Work(const Options& options) : options_(options) {}

    int done() {
        run_.each(options_.paths, [this](const fs::path& path) { look_into(path); });
        std::printf("%d looked at: %d valid, %d %s, %d in use, %d left\n", count_.seen,
                    count_.valid, count_.repaired,
                    options_.apply ? "repaired" : "to be repaired (--apply does it)", count_.in_use,
                    run_.failed());
        return run_.code();
    }

private:
    void look_into(const fs::path& path) {
        const auto unreadable = [this](const Error& error) { run_.complain(error.what()); };
        run_.each(files_to_repair(path, unreadable), [this](const fs::path& file) {
            ++count_.seen;
            tell(file, options_.apply ? repair_file(file) : plan_file_repair(file));
        });
    }

    void tell(const fs::path& file, const FileRepair& repair) {
        switch (repair.what) {
        case FileRepair::What::in_use:
            ++count_.in_use;
            std::printf("%s\n", file.c_str());
            return line("in use", "somebody is writing it; passed over");
        case FileRepair::What::valid:
            ++count_.valid;
            if (repair.header.unclaimed_zeros == 0) return;
            std::printf("%s\n", file.c_str());
            return tell_zeros(repair.header);
        case FileRepair::What::header:
            ++count_.repaired;
            std::printf("%s\n", file.c_str());
            tell_header(repair.header, options_.apply);
            return tell_zeros(repair.header);
        case FileRepair::What::left_over:
            return tell_left_over(file, repair);
        }
    }

    void tell_left_over(const fs::path& file, const FileRepair& repair) {
        if (repair.left_over.what == LeftOver::What::left)
            return run_.complain(repair.left_over.why);
        ++count_.repaired;
        std::printf("%s\n", file.c_str());
        line("made by", "redstart");
        options_.apply ? tell_done(repair.left_over) : tell_plan(repair);
    }

    const Options& options_;
    Count count_;
    FileRun run_;
};

} // namespace

void add_repair(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add(
        "repair", "true headers for WAV files that a crash left behind, of any recorder",
        [options] { return Work(*options).done(); });
    command.option("PATH", options->paths, "WAV files, or folders of them").required();
    command.flag("--apply", options->apply, "write; without it, it only tells");
}

} // namespace redstart
