// Reads and writes two numbers, without a locale.
#include "wav/position.hpp"

#include "base/decimal.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace redstart {
namespace {

// By whole numbers: what the standard library has for it brings tables of 110 KB.
std::string shortest(double degrees) {
    const long long millionths = std::llround(degrees * 1e6);
    const long long absolute = std::llabs(millionths);
    char text[48];
    std::snprintf(text, sizeof text, "%s%lld.%06lld", millionths < 0 ? "-" : "", absolute / 1000000,
                  absolute % 1000000);
    std::string result = text;
    result.erase(result.find_last_not_of('0') + 1);
    if (result.back() == '.') result.pop_back();
    return result;
}

} // namespace

bool is_on_earth(const GeoPosition& position) noexcept {
    return std::abs(position.latitude) <= 90 && std::abs(position.longitude) <= 180;
}

std::optional<GeoPosition> parse_position(std::string_view text) {
    const auto latitude = read_decimal(text);
    if (!latitude) return {};
    const auto next = latitude->rest.find_first_not_of(" ,");
    if (next == 0 || next == std::string_view::npos) return {};
    const auto longitude = whole_decimal(latitude->rest.substr(next));
    if (!longitude) return {};
    const GeoPosition position = {latitude->value, *longitude};
    return is_on_earth(position) ? std::optional(position) : std::nullopt;
}

std::string to_string(const GeoPosition& position) {
    return shortest(position.latitude) + ' ' + shortest(position.longitude);
}

} // namespace redstart
