// Reads numbers such as "-12.5", without a locale.
#pragma once

#include <optional>
#include <string_view>

namespace redstart {

struct Decimal {
    double value = 0;
    std::string_view rest; // what stands behind it
};

/// The number that `text` begins with: perhaps a minus, digits, perhaps a point and more digits; no
/// exponent. The nearest double where it has 15 digits at most; what stands behind the 15th in the
/// fraction is passed over. Nothing for another text, and for more than 18 digits before the point.
std::optional<Decimal> read_decimal(std::string_view text) noexcept;

/// The same where nothing stands behind the number.
std::optional<double> whole_decimal(std::string_view text) noexcept;

} // namespace redstart
