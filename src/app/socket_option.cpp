// Finds the control socket: the command line beats the configuration.
#include "app/socket_option.hpp"

#include "app/command_line.hpp"
#include "appliance/control_socket.hpp"
#include "config/load_config.hpp"

namespace redstart {

void SocketOption::add_to(Command& command) {
    command.option("--socket", socket, "the appliance's control socket").type_name("PATH");
    command.option("--config", config, "the configuration that names it").type_name("FILE");
}

ControlClient SocketOption::connect() const {
    if (!socket.empty()) return ControlClient(socket);
    return connect_to_appliance(load_config_or_default(config).control.socket);
}

} // namespace redstart
