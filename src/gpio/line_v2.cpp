// GPIO lines by libgpiod 2 (Debian 13, Raspberry Pi OS), where the kernel debounces.
#include "gpio/line.hpp"

#include "base/monotonic.hpp"
#include "gpio/line_spec.hpp"

#include <cerrno>
#include <fcntl.h>
#include <gpiod.h>
#include <new>

namespace redstart {
namespace {

template <auto release>
struct Release {
    template <class Handle>
    void operator()(Handle* handle) const noexcept {
        release(handle);
    }
};
template <class Handle, auto release>
using Owned = std::unique_ptr<Handle, Release<release>>;

using Chip = Owned<gpiod_chip, gpiod_chip_close>;
using LineInfo = Owned<gpiod_line_info, gpiod_line_info_free>;
using LineSettings = Owned<gpiod_line_settings, gpiod_line_settings_free>;
using LineConfig = Owned<gpiod_line_config, gpiod_line_config_free>;
using RequestConfig = Owned<gpiod_request_config, gpiod_request_config_free>;
using Request = Owned<gpiod_line_request, gpiod_line_request_release>;
using EventBuffer = Owned<gpiod_edge_event_buffer, gpiod_edge_event_buffer_free>;

template <class Pointer>
Pointer or_bad_alloc(Pointer pointer) {
    if (!pointer) throw std::bad_alloc();
    return pointer;
}

} // namespace

struct LineRequest {
    Request lines; // one line
    unsigned offset;
    EventBuffer events;                       // room for one edge; an output needs none
    std::chrono::nanoseconds kernel_debounce; // 0: the kernel does not
};

namespace {

int offset_on_chip(const std::string& path, const std::string& name) {
    const Chip chip(gpiod_chip_open(path.c_str()));
    return chip ? gpiod_chip_get_line_offset_from_name(chip.get(), name.c_str()) : -1;
}

std::string label_of(const std::string& path) {
    using ChipInfo = Owned<gpiod_chip_info, gpiod_chip_info_free>;
    const Chip chip(gpiod_chip_open(path.c_str()));
    const ChipInfo info(chip ? gpiod_chip_get_info(chip.get()) : nullptr);
    return info ? gpiod_chip_info_get_label(info.get()) : "";
}

/// Throws what a refused request means; the chip still tells who holds the line.
[[noreturn]] void throw_refusal(const std::string& spec, gpiod_chip* chip, unsigned offset,
                                int errno_value) {
    const LineInfo info(gpiod_chip_get_line_info(chip, offset));
    if (!info && errno == EINVAL) throw line_error(spec, ENOENT);
    const char* const holder = info ? gpiod_line_info_get_consumer(info.get()) : nullptr;
    throw line_error(spec, errno_value, holder == nullptr ? "" : holder);
}

Request try_request(gpiod_chip* chip, unsigned offset, gpiod_line_settings* settings) {
    const auto lines = or_bad_alloc(LineConfig(gpiod_line_config_new()));
    const auto whole = or_bad_alloc(RequestConfig(gpiod_request_config_new()));
    if (gpiod_line_config_add_line_settings(lines.get(), &offset, 1, settings) != 0)
        throw std::bad_alloc();
    gpiod_request_config_set_consumer(whole.get(), "redstart");
    return Request(gpiod_chip_request_lines(chip, whole.get(), lines.get()));
}

Chip open_chip(const std::string& spec, const LineAddress& address) {
    Chip chip(gpiod_chip_open(address.chip.c_str()));
    if (!chip) throw line_error(spec, errno);
    return chip;
}

gpiod_line_bias kernel_bias(Bias bias) {
    switch (bias) {
    case Bias::pull_up:
        return GPIOD_LINE_BIAS_PULL_UP;
    case Bias::pull_down:
        return GPIOD_LINE_BIAS_PULL_DOWN;
    case Bias::disabled:
        return GPIOD_LINE_BIAS_DISABLED;
    case Bias::as_is:
        break;
    }
    return GPIOD_LINE_BIAS_AS_IS;
}

gpiod_line_value level(bool on) {
    return on ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
}

LineSettings input_settings(bool active_low, Bias bias) {
    auto settings = or_bad_alloc(LineSettings(gpiod_line_settings_new()));
    gpiod_line_settings_set_direction(settings.get(), GPIOD_LINE_DIRECTION_INPUT);
    gpiod_line_settings_set_edge_detection(settings.get(), GPIOD_LINE_EDGE_BOTH);
    gpiod_line_settings_set_event_clock(settings.get(), GPIOD_LINE_CLOCK_MONOTONIC);
    gpiod_line_settings_set_active_low(settings.get(), active_low);
    gpiod_line_settings_set_bias(settings.get(), kernel_bias(bias));
    return settings;
}

LineRequest request_input(const std::string& spec, gpiod_line_settings* settings,
                          std::chrono::microseconds debounce) {
    const auto address = find_line(spec, {offset_on_chip, label_of});
    const auto chip = open_chip(spec, address);
    gpiod_line_settings_set_debounce_period_us(settings,
                                               static_cast<unsigned long>(debounce.count()));
    auto lines = try_request(chip.get(), address.offset, settings);
    if (!lines && debounce.count() != 0 && errno != EBUSY) {
        debounce = {};
        gpiod_line_settings_set_debounce_period_us(settings, 0);
        lines = try_request(chip.get(), address.offset, settings);
    }
    if (!lines) throw_refusal(spec, chip.get(), address.offset, errno);
    return {std::move(lines), address.offset,
            or_bad_alloc(EventBuffer(gpiod_edge_event_buffer_new(1))), debounce};
}

LineRequest request_output(const std::string& spec, bool active_low, bool on) {
    const auto address = find_line(spec, {offset_on_chip, label_of});
    const auto chip = open_chip(spec, address);
    const auto settings = or_bad_alloc(LineSettings(gpiod_line_settings_new()));
    gpiod_line_settings_set_direction(settings.get(), GPIOD_LINE_DIRECTION_OUTPUT);
    gpiod_line_settings_set_active_low(settings.get(), active_low);
    gpiod_line_settings_set_output_value(settings.get(), level(on));
    auto lines = try_request(chip.get(), address.offset, settings.get());
    if (!lines) throw_refusal(spec, chip.get(), address.offset, errno);
    return {std::move(lines), address.offset, nullptr, {}};
}

} // namespace

InputLine::InputLine(const std::string& spec, bool active_low, Bias bias,
                     std::chrono::nanoseconds debounce)
    : spec_(spec),
      request_(std::make_unique<LineRequest>(
          request_input(spec, input_settings(active_low, bias).get(),
                        std::chrono::duration_cast<std::chrono::microseconds>(debounce)))) {
    if (fcntl(fd(), F_SETFL, O_NONBLOCK) != 0) throw system_error(spec, errno);
}

InputLine::~InputLine() = default;

int InputLine::fd() const noexcept {
    return gpiod_line_request_get_fd(request_->lines.get());
}

std::optional<Edge> InputLine::read() {
    auto* const buffer = request_->events.get();
    if (gpiod_line_request_read_edge_events(request_->lines.get(), buffer, 1) == 1) {
        auto* const event = gpiod_edge_event_buffer_get_event(buffer, 0);
        const std::chrono::nanoseconds stamp(gpiod_edge_event_get_timestamp_ns(event));
        // The kernel stamps a debounced edge when it believes it: that long after the last bounce,
        // and up to two of its ticks (8 ms at 250 Hz) more.
        return Edge{gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE,
                    from_monotonic(MonotonicTime(stamp - request_->kernel_debounce))};
    }
    if (errno == EAGAIN || errno == EINTR) return std::nullopt;
    throw line_error(spec_, errno);
}

bool InputLine::is_active() const {
    const auto value = gpiod_line_request_get_value(request_->lines.get(), request_->offset);
    if (value == GPIOD_LINE_VALUE_ERROR) throw line_error(spec_, errno);
    return value == GPIOD_LINE_VALUE_ACTIVE;
}

bool InputLine::debounced_by_kernel() const noexcept {
    return request_->kernel_debounce.count() != 0;
}

OutputLine::OutputLine(const std::string& spec, bool active_low, bool on)
    : request_(std::make_unique<LineRequest>(request_output(spec, active_low, on))) {}

OutputLine::~OutputLine() = default;

bool OutputLine::set(bool on) noexcept {
    return gpiod_line_request_set_value(request_->lines.get(), request_->offset, level(on)) == 0;
}

} // namespace redstart
