// When somebody has to be told that a card will soon be full.
#pragma once

#include <chrono>
#include <optional>

namespace redstart {

/// An hour before, and ten minutes before; each once, until there was clearly more room again.
class SpaceWarnings {
public:
    /// What was crossed since the last call, if anything: at `left`, fewer minutes than these.
    std::optional<std::chrono::minutes> crossed(std::chrono::minutes left) noexcept;

private:
    std::optional<std::chrono::minutes> told_;
};

} // namespace redstart
