// The service has /run/redstart, which systemd makes; a user has XDG_RUNTIME_DIR.
#include "app/control_socket.hpp"

#include <redstart/error.hpp>

#include <cstdlib>
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
    std::error_code nowhere;
    if (runtime == nullptr || *runtime != '/' || !fs::is_directory(runtime, nowhere)) return {};
    return fs::path(runtime) / "redstart" / "control.sock";
}

fs::path place_to_listen(const ControlConfig& control) {
    const bool may_listen = ::access(control.socket.parent_path().c_str(), W_OK | X_OK) == 0;
    if (may_listen || !is_built_in(control.socket)) return control.socket;
    const auto own = socket_of_the_user();
    if (!own) return control.socket;
    std::error_code error;
    fs::create_directory(own->parent_path(), error);
    if (error)
        throw Error(own->parent_path(), error.message(), "redstart run --socket PATH does without",
                    error);
    return *own;
}

ControlClient connect_to_appliance(const fs::path& socket) {
    const auto own = is_built_in(socket) ? socket_of_the_user() : std::nullopt;
    if (!own) return ControlClient(socket);
    try {
        return ControlClient(socket);
    } catch (const Error&) {
        std::error_code nowhere;
        if (!fs::exists(*own, nowhere)) throw;
    }
    return ControlClient(*own);
}

} // namespace redstart
