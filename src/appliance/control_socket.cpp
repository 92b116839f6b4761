// The service has /run/redstart, which systemd makes; a user has XDG_RUNTIME_DIR.
#include "appliance/control_socket.hpp"

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

/// Without the variable the user's own socket has no place: as with su, sudo or cron.
Error nobody_without_runtime_dir(const fs::path& socket) {
    const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
    const bool is_set = runtime != nullptr && *runtime != '\0';
    const std::string why =
        is_set ? "XDG_RUNTIME_DIR, " + std::string(runtime) + ", is no folder that can be entered"
               : std::string("XDG_RUNTIME_DIR is not set");
    return {socket.string() + " and $XDG_RUNTIME_DIR/redstart/control.sock",
            "nobody answers at the first, and " + why,
            "systemctl status redstart shows the service; for one started by hand: export "
            "XDG_RUNTIME_DIR=/run/user/" +
                std::to_string(::getuid()) + ", or --socket PATH",
            std::make_error_code(std::errc::no_such_file_or_directory)};
}

} // namespace

bool is_nobody_there(const Error& error) {
    return error.code() == std::errc::no_such_file_or_directory ||
           error.code() == std::errc::not_a_directory ||
           error.code() == std::errc::connection_refused;
}

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
    if (!is_built_in(socket)) return ControlClient(socket);
    const auto own = socket_of_the_user();
    try {
        return ControlClient(socket);
    } catch (const Error& error) {
        if (!is_nobody_there(error)) throw;
    }
    if (!own) throw nobody_without_runtime_dir(socket);
    try {
        return ControlClient(*own);
    } catch (const Error& error) {
        if (!is_nobody_there(error)) throw;
    }
    throw Error(socket.string() + " and " + own->string(), "nobody answers at either",
                "systemctl status redstart shows the service; redstart run starts one by hand; "
                "--socket PATH names another place",
                std::make_error_code(std::errc::no_such_file_or_directory));
}

} // namespace redstart
