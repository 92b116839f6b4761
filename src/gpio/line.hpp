// A button's line and an LED's line on the kernel's GPIO character device.
#pragma once

#include "gpio/edge.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace redstart {

enum class Bias : std::uint8_t { pull_up, pull_down, disabled, as_is };

namespace defaults::button {
inline constexpr Bias bias = Bias::pull_up;
}

/// What libgpiod holds for us; its two APIs share nothing, so each source (line_v1.cpp for
/// libgpiod 1.6, line_v2.cpp for 2.x) has its own, and the build takes one of them.
struct LineRequest;

/// A line that is listened to, in the kernel's hands as "redstart" while the object lives.
/// The constructor throws Error: no chip, no such line, busy and by whom, no permission.
class InputLine {
public:
    /// `active_low`: a button to ground, the usual wiring, with Bias::pull_up.
    InputLine(const std::string& spec, bool active_low, Bias bias,
              std::chrono::nanoseconds debounce);
    ~InputLine();
    InputLine(const InputLine&) = delete;
    InputLine& operator=(const InputLine&) = delete;

    /// Readable while an edge waits, and when the chip has gone.
    int fd() const noexcept;

    /// The next edge, or nothing; never waits. Throws Error once the chip has gone.
    /// The kernel keeps 16 edges and drops others, so after a storm is_active() is the truth.
    std::optional<Edge> read();

    /// The level now. Throws Error once the chip has gone.
    bool is_active() const;

    /// False: `debounce` was not possible here, and is the caller's to do. True: an edge that
    /// bounced has the time of its last bounce, some milliseconds late.
    bool debounced_by_kernel() const noexcept;

private:
    std::string spec_;
    std::unique_ptr<LineRequest> request_;
};

/// A line that is driven. The level stays as it is when the object goes.
class OutputLine {
public:
    OutputLine(const std::string& spec, bool active_low, bool on); // throws as InputLine does
    ~OutputLine();
    OutputLine(const OutputLine&) = delete;
    OutputLine& operator=(const OutputLine&) = delete;

    /// False on a chip that has gone: a new object has to be made when it is back.
    [[nodiscard]] bool set(bool on) noexcept;

private:
    std::unique_ptr<LineRequest> request_;
};

} // namespace redstart
