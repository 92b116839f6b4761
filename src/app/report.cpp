// `redstart report`: a deployment afterwards, from the sidecars and headers of its takes.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/file_run.hpp"
#include "app/report_svg.hpp"
#include "base/unique_fd.hpp"
#include "base/units.hpp"
#include "disk/storage.hpp"
#include "takes/deployment_json.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/uio.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;

struct Options {
    std::string folder, from, to, svg;
    bool as_json = false;
};

UtcTime time_of(const char* option, const std::string& text) {
    const auto time = parse_wanted_time(text);
    if (!time)
        throw WrongUsage(option, '"' + text + "\" is no time",
                         "it takes 2026-11-21 or 2026-11-21T08:15:00, in UTC");
    return *time;
}

WantedTime wanted(const Options& options) {
    WantedTime result;
    if (!options.from.empty()) result.from = time_of("--from", options.from);
    if (!options.to.empty()) result.to = time_of("--to", options.to);
    if (result.from && result.to && *result.to <= *result.from)
        throw WrongUsage("--to", "is not later than --from", "exchange them");
    return result;
}

void row(const char* name, const std::string& value) {
    std::printf("%-10s %s\n", name, value.c_str());
}

std::string decimal(double value, const char* unit) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.2f%s", value, unit);
    return text.data();
}

/// "75.25 h"; a few messages on a wedding's telephone are "12:30 min".
std::string show_hours(std::chrono::milliseconds time) {
    return time < 1h ? show_duration(time) : decimal(hours_in(time), " h");
}

/// "12 overrun (1.2 s)", a row each.
void rows(const char* name, const std::map<std::string, Deployment::Lost>& all) {
    if (all.empty()) return row(name, "none");
    for (const auto& [cause, lost] : all) {
        row(name, std::to_string(lost.count) + " " + cause + " (" + show_duration(lost.time) + ")");
        name = "";
    }
}

void print_span(const Deployment& deployment) {
    if (!deployment.from) return row("wanted", "-");
    row("wanted", show_hours(deployment.wanted) + ", from " + utc_text(*deployment.from) + " to " +
                      utc_text(*deployment.to));
    const double share = deployment.wanted.count() == 0
                             ? 0
                             : 100. * static_cast<double>(deployment.heard.count()) /
                                   static_cast<double>(deployment.wanted.count());
    row("heard", show_hours(deployment.heard) + ", " + decimal(share, " %"));
}

std::string silent_text(const Deployment& deployment) {
    std::string text;
    for (const auto& [channel, minutes] : deployment.silent)
        text += (text.empty() ? "channel " : ", channel ") + std::to_string(channel + 1) + " for " +
                std::to_string(minutes) + (minutes == 1 ? " minute" : " minutes");
    return text.empty() ? "none" : text;
}

void print_sound(const Deployment& deployment) {
    const bool knows_minutes = deployment.without_minutes < deployment.files;
    const std::string unknown =
        deployment.without_minutes > 0 && knows_minutes
            ? "; not known of " + std::to_string(deployment.without_minutes) + " files"
            : "";
    row("clips", knows_minutes ? std::to_string(deployment.clips) + unknown : "-");
    row("silent", knows_minutes ? silent_text(deployment) + unknown : "-");
}

void print_figures(const Deployment& deployment) {
    row("write", deployment.worst_write ? "worst " + show_duration(*deployment.worst_write) +
                                              ", in " + deployment.worst_file.string()
                                        : "-");
    row("drift", deployment.least_drift_ppm ? decimal(*deployment.least_drift_ppm, " to ") +
                                                  decimal(*deployment.most_drift_ppm, " ppm")
                                            : "-");
    std::string ends;
    for (const auto& [word, count] : deployment.ended)
        ends += (ends.empty() ? "" : ", ") + std::to_string(count) + " " + word;
    row("takes", std::to_string(deployment.takes) + " in " + std::to_string(deployment.files) +
                     (deployment.files == 1 ? " file" : " files"));
    row("ended by", ends.empty() ? "-" : ends);
}

void print_remarks(const Deployment& deployment) {
    if (deployment.undated > 0)
        row("no date", std::to_string(deployment.undated) +
                           " files, for the clock was not set or nothing tells it: " +
                           show_hours(deployment.undated_time) + " beside those heard");
    if (deployment.without_sidecar > 0)
        row("sidecars", std::to_string(deployment.without_sidecar) +
                            " files have none: their gaps and ends are not known");
    if (!deployment.has_all_days)
        row("days", "only " + std::to_string(Deployment::most_days) + " of them have a strip");
}

constexpr std::size_t most_listed = 40;

/// What did not end as somebody wished.
void print_bad_ends(const Deployment& deployment) {
    std::size_t count = 0;
    for (const HeardFile& file : deployment.all) {
        const bool is_wished =
            file.ended == "order" || file.ended == "split" || file.ended == "length";
        if (is_wished || ++count > most_listed) continue;
        std::printf("%s%-10s %s, %s, %s\n", count == 1 ? "\n" : "", file.ended.c_str(),
                    file.start ? utc_text(*file.start).c_str() : "no date",
                    show_duration(file.duration()).c_str(), file.file.c_str());
    }
    if (count > most_listed)
        std::printf("           and %zu more: --json has all\n", count - most_listed);
}

void print(const Deployment& deployment) {
    print_span(deployment);
    rows("gaps", deployment.gaps);
    rows("pauses", deployment.pauses);
    print_sound(deployment);
    print_figures(deployment);
    print_remarks(deployment);
    print_bad_ends(deployment);
}

/// Nothing is overwritten.
void write_svg(const std::string& file, const std::string& text) {
    const UniqueFd folder = open_folder_of(file);
    const std::string name = std::filesystem::path(file).filename();
    const UniqueFd out = create_new(folder.get(), name.c_str(), O_WRONLY);
    if (!out) throw storage_error(file, errno);
    iovec part{const_cast<char*>(text.data()), text.size()};
    const Written written = write_on(out.get(), {&part, 1});
    if (written.error) throw storage_error(file, written.error.value());
}

int report(const Options& options) {
    const Deployment deployment = read_deployment(options.folder, wanted(options));
    FileRun run;
    for (const std::string& line : deployment.unreadable) run.complain(line);
    if (options.as_json)
        print_list(to_json(deployment));
    else
        print(deployment);
    // What was printed stands, whatever becomes of the picture.
    if (!options.svg.empty()) write_svg(options.svg, svg_of(deployment));
    return run.code();
}

} // namespace

void add_report(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command =
        program.add("report", "a deployment afterwards: what was heard, what is missing and why",
                    [options] { return report(*options); });
    command.option("FOLDER", options->folder, "of the takes; folders in it too").required();
    command.flag("--json", options->as_json, "one JSON object");
    command.option("--from", options->from, "wanted from then on, in UTC; else the first start")
        .type_name("TIME");
    command.option("--to", options->to, "and until then; else the last stop").type_name("TIME");
    command.option("--svg", options->svg, "a picture too: a strip per day").type_name("FILE");
    command.footer("Exit code 1 where a file could not be read; the others are reported.");
}

} // namespace redstart
