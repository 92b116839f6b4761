// The other side of the control socket: what `redstart start` and its like speak through.
#pragma once

#include "base/unique_fd.hpp"
#include "control/protocol.hpp"

#include <redstart/source.hpp>

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace redstart {

/// Connected from construction on. Every call throws Error where the appliance is not there, hangs
/// up, or says what is no JSON; a refusal is no error here but an answer with "ok": false.
class ControlClient {
public:
    /// `patience`: how long ask() waits; a start answers when the file is on the card.
    explicit ControlClient(std::string path,
                           std::chrono::nanoseconds patience = std::chrono::seconds(60));

    const std::string& path() const noexcept { return path_; }

    nlohmann::json ask(const Request& request);

    /// The next line of an answer that goes on (follow); waits as long as it takes. Nothing once
    /// the appliance has hung up.
    std::optional<nlohmann::json> next();

private:
    void send(std::string_view line, TimePoint deadline) const;
    bool receive(TimePoint deadline); // false at the end of the stream
    std::optional<nlohmann::json> line(TimePoint deadline);
    void wait_for(short events, TimePoint deadline) const;

    std::string path_;
    std::chrono::nanoseconds patience_;
    UniqueFd fd_;
    std::string in_;
};

} // namespace redstart
