// Copies what the deck has to know out of the configuration, and nothing else.
#include "appliance/deck_settings.hpp"

#include "wav/header.hpp"

namespace redstart {

DeckSettings deck_settings(const Config& config) {
    DeckSettings settings;
    settings.chunk_frames = config.audio.chunk_frames;
    settings.ring = config.audio.ring;
    settings.ring_limit_bytes = config.audio.ring_limit;
    settings.pre_roll = config.audio.pre_roll;
    settings.sync_every = config.storage.sync_every;
    settings.split_every = config.storage.split_every;
    settings.split_bytes = config.storage.large == LargeFiles::split ? max_riff_data : 0;
    return settings;
}

} // namespace redstart
