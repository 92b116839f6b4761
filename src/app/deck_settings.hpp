// The deck that a configuration asks for.
#pragma once

#include "app/config.hpp"
#include "take/deck.hpp"

namespace redstart {

DeckSettings deck_settings(const Config& config);

} // namespace redstart
