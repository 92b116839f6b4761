// Copies what each part has to know out of the configuration, and nothing else.
#include "appliance/settings.hpp"

#include "wav/header.hpp"

namespace redstart {
namespace {

/// A switch that is on is asked anyway; any other button has nothing to ask.
AfterCrash after_crash(const std::vector<ButtonConfig>& buttons) {
    AfterCrash result = AfterCrash::armed;
    for (const ButtonConfig& button : buttons) {
        const bool is_switch = button.mode == ButtonMode::switch_;
        if (!is_switch && button.resume == Resume::after_crash) return AfterCrash::resume;
        if (is_switch && button.resume == Resume::never) result = AfterCrash::hold_switches;
    }
    return result;
}

} // namespace

PcmRequest pcm_request(const AudioConfig& audio) {
    PcmRequest request;
    request.device = audio.device;
    request.rate = audio.rate;
    request.channels = audio.channels;
    request.format = audio.format;
    request.chunk_frames = audio.chunk_frames;
    return request;
}

DeckSettings deck_settings(const Config& config) {
    DeckSettings settings;
    settings.chunk_frames = config.audio.chunk_frames;
    settings.ring = config.audio.ring;
    settings.ring_limit_bytes = config.audio.ring_limit;
    settings.pre_roll = config.audio.pre_roll;
    settings.sync_every = config.storage.sync_every;
    settings.split_every = config.storage.split_every;
    settings.capture.tracks = config.metadata.tracks;
    settings.split_bytes = config.storage.large == LargeFiles::split ? max_riff_data : 0;
    return settings;
}

StationSettings station_settings(const Config& config) {
    StationSettings settings;
    settings.deck = deck_settings(config);
    settings.device = config.audio.device;
    settings.description = config.metadata;
    settings.folder = config.storage.folder;
    settings.name_pattern = config.storage.name;
    settings.rf64 = config.storage.large == LargeFiles::rf64;
    settings.keep_free_bytes = config.storage.keep_free;
    settings.after_crash = after_crash(config.buttons);
    settings.delete_oldest = config.storage.when_full == WhenFull::delete_oldest;
    return settings;
}

} // namespace redstart
