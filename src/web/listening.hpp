// The socket that phones connect to: opened here, or handed over by systemd.
#pragma once

#include "base/unique_fd.hpp"

#include <string>
#include <vector>

namespace redstart {

/// "127.0.0.1:8080", "[::]:80", ":80" for all addresses of both families. Throws Error.
UniqueFd listen_at(const std::string& address);

/// Those that LISTEN_FDS hands to this process (sd_listen_fds(3)), in order; none where it does
/// not.
std::vector<UniqueFd> inherited_sockets();

} // namespace redstart
