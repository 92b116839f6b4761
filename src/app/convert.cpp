// `redstart convert`: FLAC of WAV files, and WAV files of FLAC.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/conversions.hpp"
#include "app/file_run.hpp"
#include "base/units.hpp"
#include "disk/take_paths.hpp"
#include "event/loop.hpp"
#include "event/signals.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace redstart {
namespace {

struct Options {
    std::vector<std::string> files;
    std::string to;
    bool remove = false;
};

void print(const Conversion& over, bool removed) {
    const Converted& made = over.made;
    const auto seconds = std::chrono::duration<double>(made.format.duration(made.frames)).count();
    const auto percent = 100. * static_cast<double>(made.bytes_after) /
                         static_cast<double>(std::max<std::uint64_t>(made.bytes_before, 1));
    std::printf("%s: %.1f s, %s, %.0f %% of %s%s\n", made.file.c_str(), seconds,
                show_bytes(made.bytes_after).c_str(), percent, over.file.c_str(),
                removed ? ", which is gone" : "");
    std::fflush(stdout);
}

int convert(const Options& options) {
    if (options.to.empty())
        throw WrongUsage("convert", "what to make is not said", "--to flac, or --to wav");
    EventLoop loop;
    const Signals blocked(loop, {SIGINT, SIGTERM, SIGHUP}, [](int) {});
    const Original original = options.remove ? Original::goes : Original::stays;
    const Convert work = [&](const std::string& file, const GoOn& go_on) {
        return options.to == "flac" ? to_flac(file, original, go_on)
                                    : to_wav(file, original, go_on);
    };
    FileRun run;
    const std::size_t left = convert_all(options.files, work, [&](const Conversion& over) {
        if (over.error.empty())
            print(over, options.remove);
        else
            run.complain(over.error);
    });
    if (left > 0)
        run.complain("convert: stopped with " + std::to_string(left) + " of " +
                     std::to_string(options.files.size()) +
                     " files not done, which stay as they were; start it again for those");
    return run.code();
}

} // namespace

void add_convert(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command =
        program.add("convert", "make FLAC of WAV files, or WAV files of FLAC, each with proof",
                    [options] { return convert(*options); });
    command.option("FILE", options->files, "WAV or FLAC files").required();
    command.option("--to", options->to, "flac, or wav: NAME.flac beside NAME.wav")
        .type_name("FORMAT")
        .check(one_of({"flac", "wav"}));
    command.flag("--remove", options->remove,
                 "remove each FILE once what was made of it has been read back and compared");
    command.footer("It works only while nobody else wants the processor, and never overwrites a "
                   "file.");
}

} // namespace redstart
