// The sidecar of a take, NAME.json beside NAME.wav: what is known of it besides its sound.
#pragma once

#include "audio/take_events.hpp"
#include "base/notes.hpp"
#include "base/timestamp.hpp"
#include "takes/minutes.hpp"
#include "wav/info.hpp"
#include "wav/marks.hpp"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

/// docs/sidecar.md says what stands where in the file.
struct Sidecar {
    /// A mark, or a gap with its cause; in the order in which they were told.
    struct Event {
        Frames at = 0;
        std::string label;      // of a mark
        std::optional<Gap> gap; // then it is one
    };
    /// What a sidecar lists; of gaps beyond that, it knows the frames.
    static constexpr std::size_t most_events = 4096;
    static constexpr Frames most_frames = Frames{1} << 50; // so many gaps of that do not overflow

    struct Continues {
        std::string file; // the one before it in the same take
        Frames frame = 0; // position of this file's first frame in the take
        std::optional<std::chrono::nanoseconds> boottime = {}; // of the take's first frame
    };

    std::string program, file, host, device, boot;
    AudioFormat format;
    std::optional<std::chrono::system_clock::time_point> start; // of its first frame
    std::string clock; // at the start: to_string(ClockState); or "set afterwards"
    std::optional<std::chrono::milliseconds> clock_error; // where a phone told the time
    std::chrono::nanoseconds boottime{};                  // of its first frame
    std::optional<Continues> continues;
    Notes notes;                              // of who recorded it
    std::map<std::string, std::string> mixer; // the card's controls, as they were when it began
    static constexpr std::size_t most_controls = 64;
    std::vector<Event> events;
    Frames unlisted_frames_lost = 0;
    Minutes minutes;

    std::optional<Frames> frames;       // nothing while it is being made
    std::optional<TakeFigures> figures; // nothing where it was cut off
    std::string stop;                   // word(StopReason), "crash" or "power"; may be empty
    std::string sha256;                 // of the bytes of its sound, in hex; may be empty

    void add(Event event); // where there is room for it
    Frames frames_lost() const noexcept;
    std::size_t gaps() const noexcept;
};

nlohmann::json to_json(const Sidecar& sidecar);

/// The text of NAME.json: each minute on a line of its own.
std::string text_of(const Sidecar& sidecar);

/// Believes nothing: a value of another type or beyond its bounds is left out, and other JSON gives
/// nothing. Throws nothing but std::bad_alloc.
std::optional<Sidecar> sidecar_from(const nlohmann::json& json);
std::optional<Sidecar> parse_sidecar(std::string_view text);

/// Nothing where there is no such regular file, or none of Redstart's. Throws Error where it cannot
/// be read. Whatever stands in it, reading it takes less than 1 MB of memory.
std::optional<Sidecar> read_sidecar(const std::filesystem::path& json);

/// The cue points that a file of so many frames has by its sidecar: what lies behind them is left
/// out, and what Marks has no room for.
Marks marks_of(const Sidecar& sidecar, Frames frames);

/// Without what lies behind so many frames; a gap across the end is as long as what of it is there.
void cut_events(Sidecar& sidecar, Frames frames);

/// Where the clock was not set at its start and is at `now`, in the same boot: its start, and
/// where that comes from. A take's further files count on by frames from when it began.
/// True where that was so.
bool set_date(Sidecar& sidecar, const Timestamp& now);

/// Whether it may have been set_date() that dated it.
bool was_dated_late(const Sidecar& sidecar);

/// The start of one that set_date() has dated, as a file says it: frames from 1970. Those of one
/// take fit to the frame where they were dated by one dating_time().
std::int64_t begin_by_frames(const Sidecar& sidecar);

} // namespace redstart
