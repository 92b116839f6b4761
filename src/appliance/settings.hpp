// The deck and the station that a configuration asks for.
#pragma once

#include "config/config.hpp"
#include "deck/deck.hpp"
#include "station/station.hpp"

namespace redstart {

DeckSettings deck_settings(const Config& config);
StationSettings station_settings(const Config& config);

} // namespace redstart
