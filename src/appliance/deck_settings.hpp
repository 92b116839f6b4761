// The deck that a configuration asks for.
#pragma once

#include "config/config.hpp"
#include "deck/deck.hpp"

namespace redstart {

DeckSettings deck_settings(const Config& config);

} // namespace redstart
