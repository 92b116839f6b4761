// `redstart run`: the appliance, in the foreground, until SIGTERM or Ctrl-C.
#include "app/audio_options.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "appliance/appliance.hpp"
#include "appliance/bad_configuration.hpp"
#include "appliance/control_socket.hpp"
#include "base/log.hpp"
#include "base/units.hpp"
#include "config/config_keys.hpp"
#include "config/load_config.hpp"
#include "disk/lookup.hpp"

#include <redstart/error.hpp>

#include <cstdlib>
#include <memory>
#include <optional>

namespace redstart {
namespace {

struct Options {
    std::string config, board, folder, socket, listen_socket, press_for;
};

/// A shell leaves `--folder=~/takes` as it stands.
void check_places(const Options& options) {
    const auto check = [](const char* option, const std::string& path) {
        try {
            check_place(path);
        } catch (const Error& error) {
            throw error.within(option);
        }
    };
    check("--folder", options.folder);
    check("--socket", options.socket);
    check("--listen-socket", options.listen_socket);
}

/// Command line beats file beats board profile beats built-in default.
Config configure(const Options& options) {
    Config config = load_config_or_default(options.config, options.board);
    if (!options.folder.empty()) config.storage.folder = options.folder;
    if (!options.socket.empty()) config.control.socket = options.socket;
    if (!options.listen_socket.empty()) config.listen.socket = options.listen_socket;
    config.control.socket = place_to_listen(config.control);
    return config;
}

/// Where the orders would not look, or not at first.
void say_where_it_listens(const std::filesystem::path& socket) {
    if (socket == ControlConfig().socket) return;
    const bool is_found = socket == socket_of_the_user();
    log_info(socket.string() + ": listens here; redstart status " +
             (is_found ? "finds it" : "--socket " + socket.string()));
}

/// Under the service manager a slip in the file is a fault like a missing card, and waited out.
std::optional<Config> first_configuration(const Options& options) {
    try {
        return configure(options);
    } catch (const Error& error) {
        if (std::getenv("NOTIFY_SOCKET") == nullptr || !options.press_for.empty()) throw;
        const std::string file = options.config.empty() ? default_config_file : options.config;
        ControlConfig control;
        if (!options.socket.empty()) control.socket = options.socket;
        BadConfiguration until_it_is_right(
            error.what(), [&options] { return configure(options); },
            {file, place_to_listen(control), led_of_the_board(file, options.board)});
        return until_it_is_right.run();
    }
}

int run(const Options& options) {
    check_places(options);
    if (options.config.empty() && !is_there(default_config_file))
        log_info(std::string(default_config_file) +
                 ": not there; the built-in values and those of the board hold");
    const auto config = first_configuration(options);
    if (!config) return 0;
    const bool had_file = is_there(default_config_file);
    Appliance appliance(*config, [&options, had_file] {
        if (options.config.empty() && had_file && !is_there(default_config_file))
            throw Error(default_config_file, "not there any more", "put it back");
        return configure(options);
    });
    say_where_it_listens(config->control.socket);
    if (options.press_for.empty()) return appliance.run();
    return appliance.run_and_press_for(parse_duration(options.press_for).value());
}

} // namespace

void add_run(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add("run", "the appliance: button, LED, control socket",
                                  [options] { return run(*options); });
    command.option("--config", options->config, std::string("default ") + default_config_file)
        .type_name("FILE");
    command.option("--board", options->board, "a board's profile: its name, or a path to it")
        .type_name("NAME");
    command.option("--folder", options->folder, "where takes go, instead of [storage] folder")
        .type_name("DIR");
    command.option("--socket", options->socket, "instead of [control] socket").type_name("PATH");
    command
        .option("--listen-socket", options->listen_socket,
                "instead of [listen] socket: let programs "
                "hear the microphone there")
        .type_name("PATH");
    command
        .option("--press-for", options->press_for,
                "press the button, press again after so long, print the file and end")
        .check(a_duration());
    command.footer("SIGTERM finishes the take and ends, SIGHUP reads the configuration again,\n"
                   "SIGUSR1 goes on in a new file.");
}

} // namespace redstart
