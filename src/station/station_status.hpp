// What `status` tells of the recorder, at one moment.
#pragma once

#include "audio/warnings.hpp"
#include "base/clock.hpp"
#include "deck/deck_state.hpp"
#include "station/faults.hpp"
#include "station/state_table.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

struct StationStatus {
    struct Take {
        std::string file;
        Frames frames, frames_on_card, frames_lost;
        unsigned gaps;
        std::array<unsigned, gap_causes> gaps_by; // cause
        std::optional<double> drift_ppm;          // of the device against Clock
        std::vector<float> peaks_dbfs;            // of each channel, in the take so far
        std::vector<std::uint32_t> clips;
    };
    State state = State::starting;
    FaultSet faults;
    std::map<Fault, std::string> reasons; // of each fault: object, cause, remedy
    WarningSet warnings;
    std::map<Warning, std::string> warning_reasons; // likewise
    std::optional<AudioFormat> format;              // of the device that is there, or of the take
    std::optional<Take> take;
    std::string folder;    // of the takes
    std::string last_take; // that was finished; empty where none was
    ClockState clock;
    Frames ring = 0, ring_filled = 0, ring_highest = 0;
    std::vector<float> levels_dbfs, rms_dbfs; // of each channel; empty while the device is away
    std::optional<std::uint64_t> free_bytes;
    std::optional<std::chrono::minutes>
        time_left;                          // until keep_free is reached, once a format is known
    std::chrono::nanoseconds worst_write{}; // of the take under way or the last one
    WriteHistogram writes{};
    std::optional<std::size_t> listeners; // nothing: nobody can
};

/// What the deck shows of it; `file` is that of the take under way, empty without one.
void look_at_deck(const DeckState& deck, const std::string& file, StationStatus& status);

} // namespace redstart
