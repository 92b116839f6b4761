// Where the appliance listens and where the orders look for it.
#pragma once

#include "config/config.hpp"
#include "control/client.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace redstart {

/// $XDG_RUNTIME_DIR/redstart/control.sock: of an appliance that a user started by hand, who may not
/// write to /run. Nothing where the variable names no folder.
std::optional<std::filesystem::path> socket_of_the_user();

/// The configuration's; where that is the built-in one and its folder cannot be written, the user's
/// own, whose folder is made.
std::filesystem::path place_to_listen(const ControlConfig& control);

/// Connected to the appliance at `socket`; where that is the built-in one and nobody answers there,
/// to the user's own. Throws Error, which names each place that was looked at.
ControlClient connect_to_appliance(const std::filesystem::path& socket);

/// Of what that throws: no appliance runs, rather than one that may not be asked or hangs.
bool is_nobody_there(const Error& error);

} // namespace redstart
