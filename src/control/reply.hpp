// The answer to one request, given now or later.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <memory>

namespace redstart {

class Connection;

/// A value: its copies are the same answer, and may outlive the client and the server; what is
/// sent then goes nowhere. The answer is complete with finish(), or when the last copy is gone.
/// Belongs to the loop's thread.
class Reply {
public:
    explicit Reply(const std::shared_ptr<Connection>& connection);

    void send(const nlohmann::json& line) const;   // more may come
    void finish(const nlohmann::json& line) const; // the last one
    void finish() const;

    /// False once it is complete, or the client has gone.
    bool is_open() const noexcept;

private:
    struct Answer;
    std::shared_ptr<Answer> answer_;
};

} // namespace redstart
