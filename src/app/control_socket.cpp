// The service has /run/redstart, which systemd makes; a user has XDG_RUNTIME_DIR.
#include "app/control_socket.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

bool is_built_in(const fs::path& socket) {
    return socket == ControlConfig().socket;
}

} // namespace

std::optional<fs::path> socket_of_the_user() {
    const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime == nullptr || *runtime != '/' || ::access(runtime, X_OK) != 0) return {};
    return fs::path(runtime) / "redstart" / "control.sock";
}

fs::path place_to_listen(const ControlConfig& control) {
    const bool may_listen = ::access(control.socket.parent_path().c_str(), W_OK | X_OK) == 0;
    if (may_listen || !is_built_in(control.socket)) return control.socket;
    const auto own = socket_of_the_user();
    if (!own) return control.socket;
    const fs::path folder = own->parent_path();
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        throw Error(folder, std::strerror(errno), "redstart run --socket PATH does without",
                    std::error_code(errno, std::generic_category()));
    return *own;
}

ControlClient connect_to_appliance(const fs::path& socket) {
    const auto own = is_built_in(socket) ? socket_of_the_user() : std::nullopt;
    if (!own) return ControlClient(socket);
    try {
        return ControlClient(socket);
    } catch (const Error&) {
        if (::access(own->c_str(), F_OK) != 0) throw;
    }
    return ControlClient(*own);
}

} // namespace redstart
