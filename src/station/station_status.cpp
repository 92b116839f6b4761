// Reads the deck's counts, each for itself, as they are at the moment.
#include "station/station_status.hpp"

#include <algorithm>

namespace redstart {

void look_at_deck(const DeckState& deck, const std::string& file, StationStatus& status) {
    status.format = deck.ring.format();
    if (!file.empty()) {
        status.take = {
            file, deck.take_frames, deck.take_on_card, deck.take_lost, deck.take_gaps, {}, {}, {},
            {}};
        for (unsigned c = 0; c < deck.levels.channels(); ++c) {
            status.take->peaks_dbfs.push_back(to_dbfs(deck.take_peaks[c]));
            status.take->clips.push_back(deck.take_clips[c]);
        }
        for (std::size_t i = 0; i < gap_causes; ++i) status.take->gaps_by[i] = deck.take_gaps_by[i];
        if (const std::int64_t drift = deck.take_drift_ppb; drift != Recorded::no_drift)
            status.take->drift_ppm = static_cast<double>(drift) / 1000;
    }
    status.ring = deck.ring.frames();
    status.ring_filled = deck.backlog;
    status.ring_highest = std::min(status.ring, deck.highest_backlog.load());
    for (unsigned c = 0; c < deck.levels.channels(); ++c) {
        status.levels_dbfs.push_back(to_dbfs(deck.levels.peak(c)));
        status.rms_dbfs.push_back(to_dbfs(deck.levels.rms(c)));
    }
    status.worst_write = deck.write_times.worst();
    status.writes = deck.write_times.histogram();
}

} // namespace redstart
