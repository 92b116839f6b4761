// A place on the earth, in degrees of WGS84.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace redstart {

struct GeoPosition {
    double latitude = 0, longitude = 0; // north and east are positive

    bool operator==(const GeoPosition&) const = default;
};

/// -90 to 90 and -180 to 180.
bool is_on_earth(const GeoPosition& position) noexcept;

/// "52.5,13.4" or "52.5 13.4"; nothing for another text, or one that is not on the earth.
std::optional<GeoPosition> parse_position(std::string_view text);

/// "52.5 13.4", as GUANO has it.
std::string to_string(const GeoPosition& position);

} // namespace redstart
