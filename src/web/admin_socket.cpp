// Short lines of programs of the same machine: each is read whole and answered at once.
#include "web/admin_socket.hpp"

#include "control/address.hpp"
#include "control/protocol.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <exception>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::size_t most_clients = 4, max_bytes = 4096;

Error not_running(const std::string& path) {
    return {path, "redstart-web does not answer there",
            "sudo systemctl start redstart-web, or name its folder with --state"};
}

std::string listening_path(const std::string& path) {
    const SocketAddress checked(path);
    return path;
}

json answer_to(const AdminSocket::Answer& answer, const std::string& line) {
    try {
        return answer(json::parse(line));
    } catch (const std::exception& error) {
        return refusal(error.what());
    }
}

} // namespace

struct AdminSocket::Client {
    Client(AdminSocket& to, UniqueFd from)
        : fd(std::move(from)),
          ready(to.loop_, fd.get(), [this, &to] { to.read(*this); }),
          late(to.loop_, [this, &to] { to.end(*this); }) {
        late.after(5s);
    }

    UniqueFd fd;
    std::string in = {};
    FdEvent ready;
    Timer late;
};

AdminSocket::AdminSocket(EventLoop& loop, const std::string& path, Answer answer)
    : loop_(loop),
      answer_(std::move(answer)),
      listener_(listening_path(path)),
      somebody_(loop, listener_.fd(), [this] { accept(); }) {}

AdminSocket::~AdminSocket() = default;

void AdminSocket::accept() {
    UniqueFd fd = listener_.accept();
    if (fd && clients_.size() < most_clients) clients_.emplace_back(*this, std::move(fd));
}

void AdminSocket::read(Client& client) {
    std::array<char, max_bytes> bytes;
    const auto n = ::recv(client.fd.get(), bytes.data(), bytes.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0 || client.in.size() + static_cast<std::size_t>(n) > max_bytes) return end(client);
    client.in.append(bytes.data(), static_cast<std::size_t>(n));
    const std::size_t line_end = client.in.find('\n');
    if (line_end == client.in.npos) return;
    const std::string line = to_line(answer_to(answer_, client.in.substr(0, line_end)));
    ::send(client.fd.get(), line.data(), line.size(), MSG_NOSIGNAL); // a list of 64 phones fits
    end(client);
}

void AdminSocket::end(Client& client) {
    clients_.remove_if([&](const Client& one) { return &one == &client; });
}

json ask_running(const std::string& path, const json& request) {
    const SocketAddress address(path);
    const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval patience{10, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(fd.get(), address.get(), address.size()) != 0) {
        if (errno == EACCES) throw system_error(path, errno, "use sudo");
        throw not_running(path);
    }
    const std::string line = request.dump() + "\n";
    ::send(fd.get(), line.data(), line.size(), MSG_NOSIGNAL);
    std::string in;
    std::array<char, 4096> bytes;
    for (ssize_t n = 0; (n = ::recv(fd.get(), bytes.data(), bytes.size(), 0)) > 0;)
        in.append(bytes.data(), static_cast<std::size_t>(n));
    json answer = json::parse(in, nullptr, false);
    if (!answer.is_object()) throw not_running(path);
    if (!answer.value("ok", false))
        throw Error::from_line(answer.value("error", "redstart-web: refused; try again"));
    return answer;
}

} // namespace redstart
