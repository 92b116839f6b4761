// What the files of a take say of themselves: bext, LIST INFO, GUANO and iXML, before the sound.
#pragma once

#include "audio/take_events.hpp"
#include "base/notes.hpp"
#include "wav/header.hpp"
#include "wav/position.hpp"

#include <redstart/source.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// What people say of their takes. Texts are one line of UTF-8, as Notes has them.
struct Description {
    std::string project, place, artist, note;
    std::optional<GeoPosition> position;
    std::vector<std::string> tracks; // a name for each channel; fewer are taken too

    bool operator==(const Description&) const = default;

    /// Notes of these names (--note project=...) beat what was there: project, place, artist, note,
    /// position (52.5,13.4) and tracks (left,right). Throws Error for a position that is none.
    void apply(const Notes& notes);
};

/// What is the same in all files of one take. Its files are made one after the other, on one
/// thread; `begin` counts on from the first, so that TimeReference fits to the frame. Where the
/// clock is set later, `begin` is wall_time_of(boottime), and so is that of files dated afterwards.
struct TakeMetadata {
    std::string program, host, device;
    Description description;
    Notes notes;

    std::optional<std::int64_t> begin;   // frames from 1970 (UTC) to its first frame
    std::chrono::nanoseconds boottime{}; // of that frame, in whole microseconds
    std::string uid;                     // empty before its first file
    unsigned files = 0;
};

/// The chunks of one file. Belongs to the writer thread. The first put() decides where each chunk
/// lies and how long it is; later ones change what is in them, so that a header that a power cut
/// tears has true chunks all the same. May throw std::bad_alloc.
class FileMetadata {
public:
    /// `name` is the file's own.
    FileMetadata(std::shared_ptr<TakeMetadata> take, const AudioFormat& format, std::string name,
                 std::string boot_id);

    /// Its first frame was captured at that time, and is that frame of the take.
    void begin(TimePoint first, Frames place);
    /// So many frames of it came before the press; true where that is news.
    bool set_pre_roll(Frames frames) noexcept;
    /// How it ended. Asks the clock again, where it was not set.
    void end(Frames frames, std::size_t gaps, Frames lost, const TakeFigures& figures);

    /// Into a header that file_header() made.
    void put(HeaderPage& header);
    /// What had no room there: whole chunks to be written behind the sound.
    const std::string& behind() const noexcept { return behind_; }

private:
    bool has_guano() const noexcept { return guano_bytes_ > 0; }
    void begin_take(TimePoint first);
    void look_at_clock();
    std::string guano() const;
    std::string ixml() const;
    std::string bext() const;
    std::string info() const;

    const std::shared_ptr<TakeMetadata> take_;
    const AudioFormat format_;
    const std::string name_, boot_;
    Frames place_ = 0, pre_roll_ = 0;
    unsigned index_ = 1;
    std::string clock_ = "not set";
    std::optional<std::int64_t> begin_; // frames from 1970 to its own first frame
    std::vector<std::string> ends_;     // lines of GUANO that are known at the end
    bool has_ended_ = false;
    std::size_t guano_bytes_ = 0; // once it has its place
    std::string behind_;
};

/// Puts a date into those of a file's chunks that carry one, where they have none or another one;
/// `clock` says where it comes from, as in the sidecar. For change_chunks().
void set_start(std::span<std::byte> chunks, std::int64_t begin, unsigned rate,
               const std::string& clock);

/// Whether there is a bext among these chunks that has no date.
bool waits_for_start(std::span<const std::byte> chunks);

/// The loudness of a file in LUFS, LU and dBTP; what is not known is not written.
struct ProgramLoudness {
    std::optional<double> integrated, range, true_peak, momentary, short_term;
};
/// Into the bext among these chunks.
void set_loudness(std::span<std::byte> chunks, const ProgramLoudness& loudness);

} // namespace redstart
