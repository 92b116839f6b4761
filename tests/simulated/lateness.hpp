// How late a simulated microphone's listener wakes, counted by powers of two.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace redstart {

/// The destructor writes the file, a line "MICROSECONDS COUNT" for each power of two: so many times
/// it woke later than half of that and no later than that. note() allocates nothing and calls
/// nobody.
class Lateness {
public:
    explicit Lateness(std::string file) : file_(std::move(file)) {}
    ~Lateness();
    Lateness(const Lateness&) = delete;
    Lateness& operator=(const Lateness&) = delete;

    void note(std::chrono::nanoseconds late) noexcept;

private:
    std::string file_;
    std::array<std::uint32_t, 32> counts_{}; // at i those of 2^(i-1) to 2^i microseconds
};

} // namespace redstart
