// `redstart export`: a data set, laid out as training tools read it.
#include "dataset/export.hpp"

#include "app/asked_to_stop.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/progress.hpp"
#include "base/log.hpp"
#include "base/units.hpp"
#include "event/loop.hpp"
#include "event/signals.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <memory>

namespace redstart {
namespace {

struct Options {
    std::string folder, format, out, split = "none", shard_size = "1GB";
    std::uint64_t seed = SplitWish{}.seed;
    bool by_take = false, with_gaps = false, copy = false;
};

/// "80/10/10", "80/20", "none"; nothing for any other text.
std::optional<std::vector<unsigned>> parse_shares(std::string_view text) {
    constexpr std::size_t most_parts = 3;
    constexpr unsigned most = 1'000'000;
    std::vector<unsigned> shares;
    if (text == "none") return shares;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (;; ++at) {
        unsigned share = 0;
        const auto [rest, error] = std::from_chars(at, end, share);
        if (error != std::errc{} || share > most) return {};
        shares.push_back(share);
        at = rest;
        if (at == end) break;
        if (*at != '/') return {};
    }
    const bool is_right = shares.size() >= 2 && shares.size() <= most_parts &&
                          std::ranges::any_of(shares, [](unsigned share) { return share > 0; });
    return is_right ? std::optional(shares) : std::nullopt;
}

template <class Parse>
Check parsed_by(Parse parse, const char* what, const char* name) {
    return {name, [=](const std::string& text) {
                return parse(text) ? std::string{} : "\"" + text + "\" is no " + what;
            }};
}

ExportOptions wished(const Options& options) {
    ExportOptions wish;
    wish.folder = options.folder;
    wish.format = export_format(options.format).value();
    wish.split = {parse_shares(options.split).value(), options.seed, options.by_take};
    wish.with_gaps = options.with_gaps;
    wish.copy = options.copy;
    wish.shard_bytes = parse_size(options.shard_size).value();
    wish.out = options.out;
    if (options.out.empty()) // beside it
        wish.out = real_path(options.folder) += "-" + options.format;
    return wish;
}

std::string takes(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " take" : " takes");
}

std::chrono::nanoseconds time(double seconds) {
    return std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

/// "out: 50 takes, 12:30 min, in 3 parts: train 40 takes ...; hard links to the takes".
void tell(const ExportResult& result) {
    std::printf("%s: %s, %s", result.folder.c_str(), takes(result.takes()).c_str(),
                show_duration(time(result.seconds())).c_str());
    const bool is_split = !result.parts.front().name.empty();
    if (is_split)
        std::printf(", in %zu %s", result.parts.size(),
                    result.parts.size() == 1 ? "part" : "parts");
    for (const char* join = ": "; const ExportResult::Part& part : result.parts)
        if (is_split)
            std::printf("%s%s %s, %s", std::exchange(join, "; "), part.name.c_str(),
                        takes(part.takes).c_str(), show_duration(time(part.seconds)).c_str());
    constexpr std::array how = {"hard links to the takes", "copies of the takes", "tar shards"};
    std::printf(" (%s)\n", how.at(static_cast<std::size_t>(result.how)));
}

int export_takes(const Options& options) {
    EventLoop loop;
    const Signals blocked(loop, {SIGINT, SIGTERM, SIGHUP}, [](int) {});
    Progress progress;
    const auto remark = [&progress](const std::string& text) {
        progress.clear();
        log_warning(text);
    };
    const auto result =
        export_data_set(wished(options), remark, [&progress](std::uint64_t done, std::uint64_t of) {
            if (is_asked_to_stop())
                throw Error("export", "stopped, and nothing of it is left",
                            "start it again to make it anew");
            progress.show(done, of);
        });
    progress.clear();
    tell(result);
    return 0;
}

void add_options(Command& command, Options& options) {
    command
        .option("DIR", options.folder,
                "the folder of a session, or any with takes, whose notes are text, label, speaker")
        .required();
    command
        .option("--as", options.format,
                "audiofolder, commonvoice, kaldi, ljspeech, nemo or webdataset")
        .check(parsed_by(export_format,
                         "format (audiofolder, commonvoice, kaldi, ljspeech, nemo, webdataset)",
                         "FORMAT"))
        .required();
    command.option("--to", options.out, "a folder that is empty or not there; DIR-FORMAT")
        .type_name("OUT");
    command
        .option("--split", options.split,
                "train/test/validation by speakers, like 80/10/10 or 80/20")
        .check(parsed_by(parse_shares, "split (80/10/10, 80/20, none)", "SHARES"))
        .shows_default();
    command.option("--seed", options.seed, "of the split").type_name("N").shows_default();
    command.flag("--by-take", options.by_take, "split takes; a speaker may be in each part");
    command.flag("--with-gaps", options.with_gaps, "takes in which frames were lost go too");
    command.flag("--copy", options.copy, "copy the takes, in place of hard links");
    command.option("--shard-size", options.shard_size, "of webdataset, before another shard begins")
        .check(parsed_by(parse_size, "size (512MB, 1GB)", "SIZE"))
        .shows_default();
}

} // namespace

void add_export(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add("export", "lay a data set out as training tools read it",
                                  [options] { return export_takes(*options); });
    add_options(command, *options);
    command.footer("Every take is checked first; nothing is made where one is missing, damaged or "
                   "lacks what\nthe format needs.");
}

} // namespace redstart
