// --socket and --config, for the commands that ask the running appliance.
#pragma once

#include "control/client.hpp"

#include <string>

namespace redstart {

class Command;

struct SocketOption {
    std::string socket, config;

    void add_to(Command& command);

    /// Connected at the path named, else where the configuration says. Throws Error.
    ControlClient connect() const;
};

} // namespace redstart
