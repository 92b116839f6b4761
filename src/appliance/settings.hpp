// The device, the deck and the station that a configuration asks for.
#pragma once

#include "alsa/source.hpp"
#include "config/config.hpp"
#include "deck/deck.hpp"
#include "station/station.hpp"

namespace redstart {

PcmRequest pcm_request(const AudioConfig& audio);
DeckSettings deck_settings(const Config& config);
StationSettings station_settings(const Config& config);

} // namespace redstart
