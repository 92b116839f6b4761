// Reads decimal numbers by whole ones: std::from_chars would bring 33 KB for what nobody types.
#include "base/decimal.hpp"

#include <cstdint>

namespace redstart {
namespace {

bool begins_with_digit(std::string_view text) noexcept {
    return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

// Both are whole numbers that a double holds, so that their quotient is the nearest double.
constexpr std::uint64_t exact = 1'000'000'000'000'000;
constexpr std::uint64_t most = 1'000'000'000'000'000'000;

} // namespace

std::optional<Decimal> read_decimal(std::string_view text) noexcept {
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    if (!begins_with_digit(text)) return {};
    std::uint64_t digits = 0;
    for (; begins_with_digit(text); text.remove_prefix(1)) {
        if (digits >= most / 10) return {};
        digits = digits * 10 + static_cast<unsigned>(text[0] - '0');
    }
    double scale = 1;
    if (text.starts_with('.'))
        for (text.remove_prefix(1); begins_with_digit(text); text.remove_prefix(1)) {
            if (digits >= exact / 10 || scale >= 1e15) continue;
            digits = digits * 10 + static_cast<unsigned>(text[0] - '0');
            scale *= 10;
        }
    const double value = static_cast<double>(digits) / scale;
    return Decimal{is_negative ? -value : value, text};
}

std::optional<double> whole_decimal(std::string_view text) noexcept {
    const auto read = read_decimal(text);
    return read && read->rest.empty() ? std::optional(read->value) : std::nullopt;
}

} // namespace redstart
