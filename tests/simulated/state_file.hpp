// The file that holds a simulated microphone's shared state, mapped into this process.
#pragma once

#include "base/unique_fd.hpp"
#include "simulated/simulated_state.hpp"

#include <chrono>
#include <string>

namespace redstart {

/// Made (0600, plugged in) where it is missing; a file that is not a microphone's state is left
/// as it is and refused. Stays behind in the file system. Orders may come from any process and
/// act at once: they touch the file, and the microphone watches for that (IN_ATTRIB).
class StateFile {
public:
    explicit StateFile(const std::string& path); // throws Error
    ~StateFile();
    StateFile(const StateFile&) = delete;
    StateFile& operator=(const StateFile&) = delete;

    SimulatedState& operator*() const noexcept { return *state_; }
    SimulatedState* operator->() const noexcept { return state_; }

    void vanish() noexcept;    // open streams get ENODEV, also when it has come back meanwhile
    void come_back() noexcept; // it can be opened again
    void overrun() noexcept;   // the frames in its buffer are lost, the reader gets EPIPE
    void stall(std::chrono::nanoseconds duration) noexcept; // no frame, no error; then all at once
    void skip(std::int64_t frames) noexcept; // so many come never, and nobody is told
    void drift(std::int64_t ppm) noexcept;   // its clock is fast by so much, at most 10 %

    /// As a card: held by one stream at a time. False where another holds it.
    bool hold() noexcept;

private:
    void announce() noexcept;

    UniqueFd fd_;
    SimulatedState* state_ = nullptr;
};

} // namespace redstart
