// `redstart status`: what the appliance is doing, for people or as JSON, once or as it goes on.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/socket_option.hpp"
#include "app/status_table.hpp"
#include "appliance/live_line.hpp"
#include "appliance/terminal.hpp"
#include "control/client.hpp"

#include <redstart/error.hpp>
#include <redstart/format.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

using nlohmann::json;

struct Options {
    SocketOption socket;
    bool as_json = false, follow = false;
};

/// An unset clock costs no sound.
bool has_fault(const json& status) {
    return std::ranges::any_of(status.at("faults"),
                               [](const json& word) { return word != "clock-unset"; });
}

/// Ctrl-C is the end that --follow has: what was printed is whole, and flushed.
extern "C" void end_following(int) {
    ::_exit(0);
}
extern "C" void end_line_and_following(int) {
    [[maybe_unused]] const auto n = ::write(STDOUT_FILENO, "\n", 1);
    ::_exit(0);
}

/// What was ignored at the start, as behind a shell's &, stays ignored.
void on_interrupt(void (*handler)(int)) {
    if (std::signal(SIGINT, handler) == SIG_IGN) std::signal(SIGINT, SIG_IGN);
}

/// "recording   12.0 s  -20.1, -20.3 dBFS  overrun"
std::string line_of(const json& status) {
    const json& take = status.at("take");
    const std::string time =
        take.is_null() ? "-" : show_frames(take.at("frames"), status.at("rate"));
    std::array<char, 64> front{};
    std::snprintf(front.data(), front.size(), "%-9s %10s  ",
                  status.at("state").get<std::string>().c_str(), time.c_str());
    return front.data() + show_list(status.at("levels_dbfs"), "-") + " dBFS  " +
           show_list(status.at("faults"), "");
}

std::vector<float> numbers(const json& status, const char* key) {
    const auto found = status.find(key);
    return found == status.end() ? std::vector<float>() : found->get<std::vector<float>>();
}

LiveFacts facts_of(const json& status, std::vector<PeakHold>& holds, ClipHold& clip_hold) {
    LiveFacts facts;
    facts.state = status.at("state").get<std::string>();
    for (const char* words : {"faults", "warnings"})
        if (const std::string text = show_list(status.value(words, json::array()), "");
            !text.empty())
            facts.state += " " + text;
    facts.peaks_dbfs = numbers(status, "levels_dbfs");
    facts.rms_dbfs = numbers(status, "rms_dbfs");
    holds.resize(facts.peaks_dbfs.size());
    for (std::size_t c = 0; c < holds.size(); ++c)
        facts.held_dbfs.push_back(holds[c].hold(facts.peaks_dbfs[c], Clock::now()));
    facts.keys = "Ctrl-C ends this view";
    const json& take = status.at("take");
    if (take.is_null()) return facts;
    const AudioFormat rate{status.at("rate").get<unsigned>(), 1, SampleFormat::s16_le};
    facts.elapsed = rate.duration(take.at("frames").get<Frames>());
    facts.lost = take.at("frames_lost").get<Frames>();
    const auto clips = take.value("clips", std::vector<std::uint32_t>());
    if (!clips.empty()) facts.clips = *std::ranges::max_element(clips);
    facts.has_just_clipped = clip_hold.hold(facts.clips, Clock::now());
    facts.file = take.at("file").get<std::string>();
    return facts;
}

/// The status as it goes on, for people: on a terminal one line, drawn over and over, below which
/// the next text stands, whatever ends it; elsewhere a line for each change of the state, the
/// file, the losses or the faults.
class Line {
public:
    Line() { on_interrupt(is_redrawn_ ? end_line_and_following : end_following); }
    ~Line() {
        if (is_drawn_) std::puts("");
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void show(const json& status) {
        if (is_redrawn_)
            draw(status);
        else
            print_change(status);
    }

private:
    void draw(const json& status) {
        const LiveFacts facts = facts_of(status, holds_, clip_hold_);
        std::fflush(stdout);
        draw_line(STDOUT_FILENO, live_line(facts, columns_of(STDOUT_FILENO)));
        is_drawn_ = true;
    }

    void print_change(const json& status) {
        const json& take = status.at("take");
        json now = {status.at("state"), status.at("faults"), nullptr, nullptr};
        if (!take.is_null()) now[2] = take.at("file"), now[3] = take.at("frames_lost");
        if (std::exchange(told_, now) == now) return;
        const std::string file = take.is_null() ? "" : "  " + take.at("file").get<std::string>();
        std::puts((line_of(status) + file).c_str());
    }

    const bool is_redrawn_ = can_redraw(STDOUT_FILENO);
    bool is_drawn_ = false;
    std::vector<PeakHold> holds_;
    ClipHold clip_hold_;
    json told_;
};

/// Also where nothing was written since: a pipe says so by itself.
bool has_a_reader() {
    pollfd out{STDOUT_FILENO, 0, 0};
    const bool has_gone = ::poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP)) != 0;
    return !has_gone && std::ferror(stdout) == 0;
}

void print(const Options& options, const json& status, std::optional<Line>& line) {
    if (options.as_json)
        std::puts(status.dump().c_str());
    else if (line)
        line->show(status);
    else
        print_status_table(status);
    std::fflush(stdout);
}

int show(const Options& options) {
    ControlClient client = options.socket.connect();
    const std::string& path = client.path();
    json answer = client.ask({{}, {}, options.follow});
    if (!answer.value("ok", false))
        throw Error::from_line(answer.value("error", "refused")).within(path);
    std::optional<Line> line;
    if (options.follow && options.as_json) on_interrupt(end_following);
    if (options.follow && !options.as_json) line.emplace();
    try {
        print(options, answer.at("status"), line);
        if (!options.follow) return has_fault(answer.at("status")) ? 3 : 0;
        while (has_a_reader()) {
            const auto next = client.next();
            if (!next) throw Error(path, "the appliance has ended", "redstart run starts it again");
            print(options, next->at("status"), line);
        }
    } catch (const json::exception& error) {
        throw Error(path, std::string("not a status this program knows: ") + error.what(),
                    "appliance and program may be of different versions");
    }
    return 0;
}

} // namespace

void add_status(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add("status", "what the running appliance is doing",
                                  [options] { return show(*options); });
    options->socket.add_to(command);
    command.flag("--json", options->as_json, "one JSON object; a line each with --follow");
    command.flag("--follow", options->follow,
                 "go on until Ctrl-C: on a terminal one line, else a line per change");
    command.footer("Exit code 3 while a fault other than clock-unset is on (without --follow).");
}

} // namespace redstart
