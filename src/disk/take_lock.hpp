// The lock by which another program sees that a take is in use, and what else tells that of a file.
#pragma once

#include <cstdint>

namespace redstart {

/// flock(2) on an open file, asked for without waiting. The file holds it from then on until it is
/// closed; this only tells what came of it.
class [[nodiscard]] TakeLock {
public:
    explicit TakeLock(int file) noexcept;

    bool is_held() const noexcept { return state_ == State::held; }

    /// Another has it. Where a file system knows no locks, nobody has.
    bool is_refused() const noexcept { return state_ == State::refused; }

private:
    enum class State : std::uint8_t { held, refused, not_known };
    State state_;
};

/// Whether somebody else has a file open for writing (F_SETLEASE), or holds its TakeLock. Where
/// neither can be asked, a file that was written to in the last seconds counts as open. The file
/// holds no lock afterwards.
bool is_being_written(int file) noexcept;

} // namespace redstart
