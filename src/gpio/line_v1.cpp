// GPIO lines by libgpiod 1.6 (Debian 12), which has bias and time stamps but no debounce.
#include "gpio/line.hpp"

#include "base/monotonic.hpp"
#include "gpio/line_spec.hpp"

#include <cerrno>
#include <fcntl.h>
#include <gpiod.h>

namespace redstart {
namespace {

struct CloseChip {
    // Releases the lines of the chip too.
    void operator()(gpiod_chip* chip) const noexcept { gpiod_chip_close(chip); }
};
using Chip = std::unique_ptr<gpiod_chip, CloseChip>;

constexpr auto consumer = "redstart";

} // namespace

struct LineRequest {
    Chip chip;
    gpiod_line* line = nullptr; // lives as long as the chip
};

namespace {

int offset_on_chip(const std::string& path, const std::string& name) {
    const Chip chip(gpiod_chip_open(path.c_str()));
    if (!chip) return -1;
    auto* const line = gpiod_chip_find_line(chip.get(), name.c_str());
    return line == nullptr ? -1 : static_cast<int>(gpiod_line_offset(line));
}

std::string label_of(const std::string& path) {
    const Chip chip(gpiod_chip_open(path.c_str()));
    return chip ? gpiod_chip_label(chip.get()) : "";
}

LineRequest open_line(const std::string& spec) {
    const auto address = find_line(spec, {offset_on_chip, label_of});
    LineRequest request{.chip = Chip(gpiod_chip_open(address.chip.c_str()))};
    if (!request.chip) throw line_error(spec, errno);
    request.line = gpiod_chip_get_line(request.chip.get(), address.offset);
    if (request.line == nullptr) throw line_error(spec, errno == EINVAL ? ENOENT : errno);
    return request;
}

Error refusal(const std::string& spec, const LineRequest& request, int errno_value) {
    const char* const holder = gpiod_line_consumer(request.line);
    return line_error(spec, errno_value, holder == nullptr ? "" : holder);
}

int active_low_flag(bool active_low) {
    return active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
}

int bias_flag(Bias bias) {
    switch (bias) {
    case Bias::pull_up:
        return GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
    case Bias::pull_down:
        return GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
    case Bias::disabled:
        return GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE;
    case Bias::as_is:
        break;
    }
    return 0;
}

TimePoint time_point(const timespec& stamp) {
    return from_monotonic(MonotonicTime(std::chrono::seconds(stamp.tv_sec) +
                                        std::chrono::nanoseconds(stamp.tv_nsec)));
}

} // namespace

InputLine::InputLine(const std::string& spec, bool active_low, Bias bias,
                     std::chrono::nanoseconds /*debounce*/)
    : spec_(spec), request_(std::make_unique<LineRequest>(open_line(spec))) {
    const int flags = active_low_flag(active_low) | bias_flag(bias);
    if (gpiod_line_request_both_edges_events_flags(request_->line, consumer, flags) != 0)
        throw refusal(spec, *request_, errno);
    if (fcntl(fd(), F_SETFL, O_NONBLOCK) != 0) throw system_error(spec, errno);
}

InputLine::~InputLine() = default;

int InputLine::fd() const noexcept {
    return gpiod_line_event_get_fd(request_->line);
}

std::optional<Edge> InputLine::read() {
    gpiod_line_event event{};
    if (gpiod_line_event_read(request_->line, &event) == 0)
        return Edge{event.event_type == GPIOD_LINE_EVENT_RISING_EDGE, time_point(event.ts)};
    if (errno == EAGAIN || errno == EINTR) return std::nullopt;
    throw line_error(spec_, errno);
}

bool InputLine::is_active() const {
    const int level = gpiod_line_get_value(request_->line);
    if (level < 0) throw line_error(spec_, errno);
    return level != 0;
}

bool InputLine::debounced_by_kernel() const noexcept {
    return false;
}

OutputLine::OutputLine(const std::string& spec, bool active_low, bool on)
    : request_(std::make_unique<LineRequest>(open_line(spec))) {
    if (gpiod_line_request_output_flags(request_->line, consumer, active_low_flag(active_low),
                                        on ? 1 : 0) != 0)
        throw refusal(spec, *request_, errno);
}

OutputLine::~OutputLine() = default;

bool OutputLine::set(bool on) noexcept {
    return gpiod_line_set_value(request_->line, on ? 1 : 0) == 0;
}

} // namespace redstart
