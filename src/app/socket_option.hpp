// --socket and --config, for the commands that ask the running appliance.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace redstart {

struct SocketOption {
    std::string socket, config;

    void add_to(CLI::App& command);

    /// The path named, else the configuration's.
    std::string path() const;
};

} // namespace redstart
