// `redstart status`: what the appliance is doing, for people or as JSON, once or as it goes on.
#include "app/command.hpp"
#include "app/socket_option.hpp"
#include "app/terminal.hpp"
#include "base/units.hpp"
#include "control/client.hpp"

#include <redstart/error.hpp>
#include <redstart/format.hpp>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <unistd.h>

namespace redstart {
namespace {

using nlohmann::json;

struct Options {
    SocketOption socket;
    bool as_json = false, follow = false;
};

std::string seconds(const json& frames, const json& rate) {
    const AudioFormat format{rate.get<unsigned>(), 1, SampleFormat::s16_le};
    return show_duration(format.duration(frames.get<Frames>()));
}

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
    const json& take = status["take"];
    if (take.is_null()) return "none";
    const json& rate = status["rate"];
    return take["file"].get<std::string>() + "\n           " + seconds(take["frames"], rate) +
           " recorded, " + seconds(take["frames_on_card"], rate) + " safe on the card, " +
           std::to_string(take["frames_lost"].get<Frames>()) + " frames lost in " +
           std::to_string(take["gaps"].get<unsigned>()) + (take["gaps"] == 1 ? " gap" : " gaps") +
           causes(take["gap_causes"]) + drift(take["drift_ppm"]);
}

std::string list(const json& items, const char* none) {
    std::string text;
    for (const json& item : items) {
        if (!text.empty()) text += ", ";
        text += item.is_string() ? item.get<std::string>() : item.dump();
    }
    return text.empty() ? none : text;
}

std::string device_line(const json& status) {
    if (status["device"].is_null()) return "-";
    std::string text = status["device"].get<std::string>();
    if (status["rate"].is_null()) return text + ", not open";
    return text + ", " + status["rate"].dump() + " Hz, " + status["channels"].dump() +
           " channels, " + status["format"].get<std::string>();
}

std::string ring_line(const json& status) {
    const json& ring = status["ring"];
    if (status["rate"].is_null()) return "-";
    return seconds(ring["frames"], status["rate"]) + " long, " +
           seconds(ring["filled"], status["rate"]) + " waiting for the card, " +
           seconds(ring["highest"], status["rate"]) + " at the most";
}

std::string storage_line(const json& storage) {
    if (storage["free_bytes"].is_null()) return "not to be had";
    std::string text = show_bytes(storage["free_bytes"].get<std::uint64_t>()) + " free";
    if (!storage["hours_left"].is_null()) text += ", " + storage["hours_left"].dump() + " hours";
    const json& minutes = storage["minutes_left"];
    if (minutes.is_number() && minutes < 60)
        text += ", " + minutes.dump() + " minutes until keep_free is reached";
    return text + ", worst write " + storage["worst_write_ms"].dump() + " ms";
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

void print_for_people(const json& status) {
    const auto row = [](const char* name, const std::string& value) {
        std::printf("%-10s %s\n", name, value.c_str());
    };
    row("state", status["state"].get<std::string>());
    row("faults", list(status["faults"], "none"));
    if (const auto reasons = status.find("reasons"); reasons != status.end())
        for (const json& reason : *reasons) row("", reason.get<std::string>());
    row("device", device_line(status));
    row("take", take_line(status));
    row("levels", list(status["levels_dbfs"], "-") + " dBFS");
    row("ring", ring_line(status));
    row("storage", storage_line(status["storage"]));
    row("writes", writes_line(status["storage"]["writes"]));
}

/// Ends the line under the cursor, and then the program, as a Ctrl-C without us would.
extern "C" void end_line_and_program(int signal) {
    [[maybe_unused]] const auto n = ::write(STDOUT_FILENO, "\n", 1);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

/// The line that --follow draws over and over on a terminal; whatever ends it, the next text
/// stands below.
class Line {
public:
    Line() {
        if (can_redraw(STDOUT_FILENO)) std::signal(SIGINT, end_line_and_program);
    }
    ~Line() {
        if (is_drawn_) std::puts("");
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void draw(const json& status);

private:
    bool is_drawn_ = false;
};

void Line::draw(const json& status) {
    const json& take = status["take"];
    const std::string time = take.is_null() ? "-" : seconds(take["frames"], status["rate"]);
    std::array<char, 64> front{};
    std::snprintf(front.data(), front.size(), "%-9s %10s  ",
                  status["state"].get<std::string>().c_str(), time.c_str());
    const std::string text =
        front.data() + list(status["levels_dbfs"], "-") + " dBFS  " + list(status["faults"], "");
    std::printf("\r%s\x1b[K", cut_to(text, columns_of(STDOUT_FILENO)).c_str());
    is_drawn_ = true;
}

void print(const Options& options, const json& status, std::optional<Line>& line) {
    if (options.as_json)
        std::puts(status.dump().c_str());
    else if (line)
        line->draw(status);
    else
        print_for_people(status);
    std::fflush(stdout);
}

int show(const Options& options) {
    ControlClient client = options.socket.connect();
    const std::string& path = client.path();
    json answer = client.ask({Command::status, {}, options.follow});
    if (!answer.value("ok", false))
        throw Error(path, answer.value("error", std::string("refused")));
    std::optional<Line> line;
    if (options.follow && !options.as_json && can_redraw(STDOUT_FILENO)) line.emplace();
    try {
        print(options, answer.at("status"), line);
        while (options.follow && std::ferror(stdout) == 0) {
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

void add_status(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App& command = *program.add_subcommand("status", "what the running appliance is doing");
    options->socket.add_to(command);
    command.add_flag("--json", options->as_json, "one JSON object; a line each with --follow");
    command.add_flag("--follow", options->follow, "go on until Ctrl-C");
    command.callback([options, &chosen] { chosen = [options] { return show(*options); }; });
}

} // namespace redstart
