// Reads and writes two numbers, without a locale.
#include "wav/position.hpp"

#include <charconv>
#include <cmath>

namespace redstart {
namespace {

std::string shortest(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 6);
    std::string result(text, end.ptr);
    result.erase(result.find_last_not_of('0') + 1);
    if (result.back() == '.') result.pop_back();
    return result == "-0" ? "0" : result;
}

} // namespace

bool is_on_earth(const GeoPosition& position) noexcept {
    return std::abs(position.latitude) <= 90 && std::abs(position.longitude) <= 180;
}

std::optional<GeoPosition> parse_position(std::string_view text) {
    GeoPosition position;
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, position.latitude);
    if (first.ec != std::errc{}) return {};
    const char* at = first.ptr;
    while (at != end && (*at == ' ' || *at == ',')) ++at;
    if (at == first.ptr) return {};
    const auto second = std::from_chars(at, end, position.longitude);
    if (second.ec != std::errc{} || second.ptr != end || !is_on_earth(position)) return {};
    return position;
}

std::string to_string(const GeoPosition& position) {
    return shortest(position.latitude) + ' ' + shortest(position.longitude);
}

} // namespace redstart
