// Waits for a better configuration, with the fault on the LED.
#include "appliance/bad_configuration.hpp"

#include "appliance/status_json.hpp"
#include "base/log.hpp"
#include "config/board.hpp"
#include "config/load_config.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <sys/stat.h>
#include <utility>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// When it was last written, since 1970; the oldest of all times for a file that is not there.
std::chrono::nanoseconds time_of(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return std::chrono::nanoseconds::min();
    return std::chrono::seconds(status.st_mtim.tv_sec) +
           std::chrono::nanoseconds(status.st_mtim.tv_nsec);
}

/// `board = "rpi"`, whatever else is wrong in the file.
std::string board_named_in(const fs::path& file) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line) && !line.starts_with('[');) {
        const auto begin = line.find('"'), end = line.find('"', begin + 1);
        if (line.starts_with("board") && begin != std::string::npos && end != std::string::npos)
            return line.substr(begin + 1, end - begin - 1);
    }
    return {};
}

} // namespace

BadConfiguration::BadConfiguration(std::string why, Load load, Place place)
    : why_(std::move(why)),
      load_(std::move(load)),
      file_(std::move(place.file)),
      changed_(time_of(file_)),
      signals_(loop_, {SIGINT, SIGTERM, SIGHUP}, [this](int signal) { on_signal(signal); }),
      watchdog_(loop_, [this] { manager_.alive(); }),
      look_(loop_, [this] { look_at_file(); }),
      panel_(loop_, place.led),
      server_(loop_, place.socket,
              [this](const Request& request, const Reply& reply) { answer(request, reply); }) {
    if (const auto interval = manager_.watchdog_interval()) watchdog_.every(*interval);
    look_.every(std::chrono::seconds(1));
    tell();
}

std::optional<Config> BadConfiguration::run() {
    loop_.run();
    return std::move(good_);
}

void BadConfiguration::on_signal(int signal) {
    if (signal == SIGHUP) return try_again();
    manager_.stopping();
    loop_.stop();
}

void BadConfiguration::look_at_file() {
    if (time_of(file_) != changed_) try_again();
}

void BadConfiguration::try_again() {
    changed_ = time_of(file_);
    try {
        good_ = load_();
        log_info(file_.string() + ": is right now");
        loop_.stop();
    } catch (const Error& error) {
        why_ = error.what();
        tell();
    }
}

void BadConfiguration::tell() {
    const std::string fault(to_string(Fault::bad_configuration));
    log_error(fault + ": " + why_ + "; it is read again when the file has changed");
    panel_.show(LedSignal::fault);
    LiveFacts facts;
    facts.state = fault;
    panel_.show(facts);
    manager_.ready(fault + ": " + why_);
}

void BadConfiguration::answer(const Request& request, const Reply& reply) const {
    if (!request.asks_for_status()) return reply.finish(refusal(why_));
    StationStatus status;
    status.state = State::fault;
    status.faults.set(Fault::bad_configuration, true);
    status.reasons[Fault::bad_configuration] = why_;
    status.clock = wall_time().clock;
    reply.finish({{"ok", true}, {"status", to_json(status, {})}});
}

std::optional<LedConfig> led_of_the_board(const fs::path& file, const std::string& board) {
    try {
        const std::string name = board.empty() ? board_named_in(file) : board;
        if (name.empty()) return {};
        return load_config(std::array{find_board(name)}).led;
    } catch (const Error&) {
        return {}; // there is an error to tell already
    }
}

} // namespace redstart
