// The other side of the control socket: what `redstart start` and its like speak through.
#pragma once

#include "base/unique_fd.hpp"
#include "control/protocol.hpp"

#include <redstart/error.hpp>
#include <redstart/source.hpp>

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace redstart {

/// How long a client waits. An appliance that is well answers a status at once, whatever its card
/// does; so a second question tells one that takes its time over an order from one that hangs.
struct Patience {
    std::chrono::nanoseconds silence = std::chrono::seconds(5); // without any answer: it hangs
    std::chrono::nanoseconds order = std::chrono::minutes(10);  // for an order, while it answers
};

/// Connected from construction on. Every call throws Error where the appliance is not there, does
/// not answer, hangs up, or answers with anything but JSON; a refusal is an answer with "ok": false
/// and throws nothing.
class ControlClient {
public:
    explicit ControlClient(std::string path, Patience patience = {});

    const std::string& path() const noexcept { return path_; }

    nlohmann::json ask(const Request& request);

    /// The next line of an answer that goes on (follow), which comes several times a second.
    /// Nothing once the appliance has hung up.
    std::optional<nlohmann::json> next();

private:
    void connect();
    void send(std::string_view line, TimePoint deadline) const;
    bool receive(); // false at the end of the stream
    std::optional<nlohmann::json> line(TimePoint deadline);
    void wait_for_done(TimePoint deadline) const;
    bool is_ready(short events, TimePoint deadline) const; // false at the deadline
    Error silent() const;

    std::string path_;
    Patience patience_;
    UniqueFd fd_;
    std::string in_;
};

} // namespace redstart
