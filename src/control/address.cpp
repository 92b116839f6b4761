// unix(7): the path with a zero byte behind it has to fit into sun_path.
#include "control/address.hpp"

#include <redstart/error.hpp>

namespace redstart {

SocketAddress::SocketAddress(const std::string& path) {
    constexpr auto limit = sizeof address_.sun_path - 1;
    if (path.empty() || path.size() > limit)
        throw Error("socket '" + path + "'", "a path of 1 to " + std::to_string(limit) + " bytes",
                    "choose another in [control] socket, or with --socket");
    address_.sun_family = AF_UNIX;
    path.copy(address_.sun_path, limit);
}

} // namespace redstart
