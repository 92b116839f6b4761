// The program's own Unix socket in its state folder, for `redstart-web pair` and its like.
#pragma once

#include "control/listener.hpp"
#include "event/fd_event.hpp"
#include "event/timer.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <list>
#include <string>

namespace redstart {

/// One JSON object in, one out, per connection. Who may open the folder may ask.
class AdminSocket {
public:
    /// What `answer` throws is told as {"ok":false,"error":...}.
    using Answer = std::function<nlohmann::json(const nlohmann::json&)>;

    AdminSocket(EventLoop& loop, const std::string& path, Answer answer); // throws Error
    ~AdminSocket();
    AdminSocket(const AdminSocket&) = delete;
    AdminSocket& operator=(const AdminSocket&) = delete;

private:
    struct Client;

    void accept();
    void read(Client& client);
    void end(Client& client);

    EventLoop& loop_;
    Answer answer_;
    std::list<Client> clients_;
    Listener listener_;
    FdEvent somebody_;
};

/// The other side: asks the program that is running. Throws Error where none is, and for what it
/// refuses.
nlohmann::json ask_running(const std::string& path, const nlohmann::json& request);

} // namespace redstart
