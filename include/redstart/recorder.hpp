// Records a microphone into WAV files, one take after the other.
#pragma once

#include <redstart/error.hpp>
#include <redstart/format.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace redstart {

/// `Recorder recorder({.device = "hw:CARD=mic", .rate = 44100})`. What is out of its range is an
/// Error before anything is opened; rate and channels as AudioFormat has them.
struct RecorderOptions {
    std::string device = defaults::audio::device; // any ALSA PCM name; devices() lists them
    unsigned rate = defaults::audio::rate;
    unsigned channels = defaults::audio::channels;
    SampleFormat format = defaults::audio::format;
    bool exact = false; // throw where the device cannot, rather than take its nearest
    Frames chunk_frames = defaults::audio::chunk_frames; // 16 to 65536

    /// Sound in memory while the card stalls, taken when the Recorder is made; 1 s to 1 h.
    std::chrono::nanoseconds ring = defaults::audio::ring;
    /// The ring is no larger than this; 1 MB at least.
    std::uint64_t ring_limit_bytes = defaults::audio::ring_limit;

    /// Sound from before start(); 1 h at most.
    std::chrono::nanoseconds pre_roll = defaults::audio::pre_roll;
    /// What a power cut may cost; 10 ms to 60 s.
    std::chrono::nanoseconds sync_every = defaults::storage::sync_every;

    /// A full ring holds the source back instead of dropping frames. Only for sources that
    /// are not live (ALSA's file and null plugins); such a source runs while a take lasts, from its
    /// start.
    bool no_drop = false;
};

/// A take that is over.
struct FinishedTake {
    std::filesystem::path file; // empty where no frame was recorded
    Frames frames = 0;          // in all its files, the lost ones included
    Frames lost = 0;            // of these: silence in place of what the device or a full ring lost
    std::vector<std::filesystem::path> further_files; // see Recorder; nearly always none
};

/// The take ended before anybody asked it to: the device vanished, the card was full. What had been
/// recorded is kept.
class CutShort : public Error {
public:
    CutShort(const Error& cause, FinishedTake take) : Error(cause), take_(std::move(take)) {}

    const FinishedTake& take() const noexcept { return take_; }

private:
    FinishedTake take_;
};

/// Opens its device once and keeps it open between takes, so that the next start costs nothing and
/// the pre-roll is there. A take is `NAME.wav.part` with a true header while it is recorded and
/// NAME.wav when it is over; beyond 4 GiB it becomes RF64 (EBU Tech 3306), and no file is ever
/// overwritten. Where the file system ends a file (FAT at 4 GiB), the take goes on in NAME_002.wav,
/// NAME_003.wav ..., laid end to end, not a frame lost. A device that vanishes ends the take; the
/// next start() opens it anew.
///
/// Every method is thread-safe: it may be called from any thread, at any time. None is
/// realtime-safe; the sound has threads of its own, which no call of a method holds up.
class Recorder {
public:
    /// Opens the device and takes all memory. Throws Error.
    explicit Recorder(const RecorderOptions& options = {});
    ~Recorder(); // stops a take that is under way, and keeps it
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    /// Returns when `file`.part and its first frames are on the card. `file` is the name that the
    /// take gets when it is over; its folder has to exist. With a `length` it ends by itself, after
    /// exactly so many frames from now on, without pre-roll.
    /// Throws Error where a take is under way, the device is gone, or the file cannot be made.
    void start(const std::filesystem::path& file,
               std::optional<std::chrono::nanoseconds> length = {});

    /// Ends the take with all that the device has delivered, and returns when it is on the card
    /// under its final name. A take that ended by itself is told of too, once.
    /// Throws CutShort (the file up to there is kept) or Error (there is none, or no take at all).
    FinishedTake stop();

    /// stop() without the order: waits until the take has ended by itself, or another thread
    /// stopped it; both get it then.
    FinishedTake wait();

    bool is_recording() const;                 // the take is on the card and goes on
    std::chrono::nanoseconds duration() const; // of frames()
    Frames frames() const;                     // of this take or the last; wakes as levels_dbfs()
    Frames frames_lost() const;                // of these
    /// The peak of each channel; 0 is full scale. Each call wakes the sound's threads for the
    /// newest frames, and from the first one on all sound is measured: a few times a second do.
    std::vector<float> levels_dbfs() const;
    std::string fault() const;                  // why no sound comes; empty while it does
    AudioFormat format() const;                 // what the device really delivers
    const std::string& device() const noexcept; // as asked for
    std::vector<std::string> remarks() const;   // what is not as asked for, a sentence each

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
