// Finds the control socket: the command line beats the configuration.
#include "app/socket_option.hpp"

#include "app/config.hpp"

#include <CLI/CLI.hpp>

namespace redstart {

void SocketOption::add_to(CLI::App& command) {
    command.add_option("--socket", socket, "the appliance's control socket")->type_name("PATH");
    command.add_option("--config", config, "the configuration that names it")->type_name("FILE");
}

std::string SocketOption::path() const {
    return socket.empty() ? load_config_or_default(config).control.socket.string() : socket;
}

} // namespace redstart
