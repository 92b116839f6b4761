// Written beside its name and renamed; read as what anybody may have written.
#include "appliance/doctor_verdict.hpp"

#include "appliance/control_socket.hpp"
#include "base/timestamp.hpp"
#include "base/unique_fd.hpp"
#include "control/protocol.hpp"
#include "takes/bounded_json.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t most_bytes = 32768; // a verdict has some 3000

fs::path file_beside(const fs::path& control_socket) {
    return control_socket.string() + ".doctor.json";
}

/// Never into a file that is there already: its folder is another user's than root.
bool write_new(const fs::path& file, const std::string& text) {
    const UniqueFd fd(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    return fd && ::fchmod(fd.get(), 0644) == 0 &&
           ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// Nothing is there, a file, or a link, whose file stays what it is: no device and no socket.
bool may_be_replaced(const fs::path& file) {
    struct stat status {};
    return ::lstat(file.c_str(), &status) == 0 ? S_ISREG(status.st_mode) || S_ISLNK(status.st_mode)
                                               : errno == ENOENT;
}

bool replace(const fs::path& file, const std::string& text) {
    const fs::path fresh = file.string() + ".new";
    if (!may_be_replaced(file) || !may_be_replaced(fresh)) return false;
    ::unlink(fresh.c_str()); // of one that was killed
    if (write_new(fresh, text) && ::rename(fresh.c_str(), file.c_str()) == 0) return true;
    ::unlink(fresh.c_str());
    return false;
}

std::string read(const fs::path& file) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
    std::string text(most_bytes, '\0');
    const ssize_t bytes = ::read(fd.get(), text.data(), text.size());
    text.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
    return text;
}

} // namespace

void leave_verdict(const fs::path& control_socket, const json& verdict) {
    const json left = {{"doctor", verdict}, {"when", utc_text(std::chrono::system_clock::now())}};
    const std::string text = to_line(left);
    if (replace(file_beside(control_socket), text)) return;
    const auto own = socket_of_the_user();
    if (own && control_socket == ControlConfig().socket) replace(file_beside(*own), text);
}

json last_verdict(const fs::path& control_socket) {
    json left = parse_bounded(read(file_beside(control_socket)));
    const auto is = [&](const char* key, json::value_t type) {
        const auto found = left.find(key);
        return found != left.end() && found->type() == type;
    };
    if (!left.is_object() || !is("doctor", json::value_t::object) ||
        !is("when", json::value_t::string))
        return refusal("doctor: it has left no verdict since the recorder was started; sudo "
                       "redstart doctor, while the recorder runs, leaves one");
    return {{"ok", true}, {"doctor", left["doctor"]}, {"when", left["when"]}};
}

} // namespace redstart
