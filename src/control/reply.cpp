// One answer, shared by the copies of its Reply.
#include "control/reply.hpp"

#include "control/connection.hpp"
#include "control/protocol.hpp"

#include <utility>

namespace redstart {

struct Reply::Answer {
    explicit Answer(std::weak_ptr<Connection> to) noexcept : connection(std::move(to)) {}
    ~Answer() { complete(); }
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

    void complete() {
        if (const auto client = std::exchange(connection, {}).lock()) client->answered();
    }

    std::weak_ptr<Connection> connection; // empty once complete
};

Reply::Reply(const std::shared_ptr<Connection>& connection)
    : answer_(std::make_shared<Answer>(connection)) {}

void Reply::send(const nlohmann::json& line) const {
    if (const auto client = answer_->connection.lock()) client->send(to_line(line));
}

void Reply::finish(const nlohmann::json& line) const {
    send(line);
    finish();
}

void Reply::finish() const {
    answer_->complete();
}

bool Reply::is_open() const noexcept {
    const auto client = answer_->connection.lock();
    return client && client->is_open();
}

} // namespace redstart
