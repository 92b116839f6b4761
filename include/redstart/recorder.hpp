// Records a microphone into WAV files, one take after the other.
#pragma once

#include <redstart/error.hpp>
#include <redstart/recorder_options.hpp>

#include <chrono>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redstart {

/// A take that is over.
struct FinishedTake {
    std::filesystem::path file; // empty where no frame was recorded
    Frames frames = 0;          // in all its files, the lost ones included
    Frames lost = 0;            // of these: silence in place of what the device or a full ring lost
    std::vector<std::filesystem::path> further_files; // see split(); without one nearly always none
    std::vector<Gap> gaps;      // from the take's first frame on; of more than 4096 the first
    std::vector<WavMark> marks; // likewise
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
/// overwritten. Where the file system ends a file (FAT at 4 GiB), and at each split(), the take
/// goes on in NAME_002.wav, NAME_003.wav ..., laid end to end, not a frame lost. A device that
/// vanishes ends the take; the next start() opens it anew. What a program that died has left behind
/// complete_left_overs() completes.
///
/// Every method is thread-safe: it may be called from any thread, at any time. None is
/// realtime-safe; the sound has threads of its own, which no call of a method holds up.
class Recorder {
public:
    /// Opens the device and takes all memory. Throws Error.
    explicit Recorder(const RecorderOptions& options = {});
    /// Records what the program's own source delivers, in the source's format; the device of the
    /// options is then what it is called in messages. Throws what `open` throws, and Error.
    explicit Recorder(OpenSource open, const RecorderOptions& options = {});
    ~Recorder(); // stops a take that is under way, and keeps it
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    /// Returns when `file`.part and its first frames are on the card. `file` is the name that the
    /// take gets when it is over; its folder has to exist. With a `length` it ends by itself, after
    /// exactly so many frames from now on, without pre-roll.
    /// Throws Error where a take is under way (of the kind `state`), the device is gone, or the
    /// file cannot be made.
    void start(const std::filesystem::path& file,
               std::optional<std::chrono::nanoseconds> length = {});
    void start(const std::filesystem::path& file, const TakeOptions& options);

    /// Ends the take with all that the device has delivered, and returns when it is on the card
    /// under its final name. A take that ended by itself is told of too, once.
    /// Throws CutShort (the file up to there is kept) or Error (there is none, or no take at all).
    FinishedTake stop();

    /// stop() without the order: waits until the take has ended by itself, or another thread
    /// stopped it; both get it then. A take of a given length has ended when its time is over.
    FinishedTake wait();

    /// Labels this moment of the take, in its file and in FinishedTake; a file keeps 1024 labels of
    /// 95 bytes. Throws Error of the kind `state` where no take is under way.
    void mark(std::string_view label);

    /// A new file begins with this moment, NAME_002.wav and so on; returns at once. Throws as
    /// mark().
    void split();

    bool is_recording() const; // the take is on the card and goes on

    // Of this moment: the sound's threads hand over the newest frames for the answer, and are woken
    // for it 20 times a second at most, however often these four are called. In between the answer
    // is no older than 50 ms.
    Frames frames() const;                     // captured of this take; of the last, all
    std::chrono::nanoseconds duration() const; // of these
    /// The peak of each channel, as a meter shows it; 0 is full scale.
    std::vector<float> levels_dbfs() const;
    /// The root mean square of each channel over about 0.3 s; 0 is a square wave at full scale.
    std::vector<float> rms_dbfs() const;

    Frames frames_lost() const;    // of the take
    std::vector<Gap> gaps() const; // of the take under way so far, as FinishedTake has them
    /// Where in the stream, as the listener counts it, the take begins; nothing while none is under
    /// way. The stream begins with 0 when the device is opened; where it comes back with another
    /// format, and with `no_drop` at each start, it begins anew.
    std::optional<Frames> take_position() const;

    std::string fault() const;                  // why no sound comes; empty while it does
    std::exception_ptr callback_error() const;  // what the listener threw, or else on_event
    AudioFormat format() const;                 // what the device really delivers
    const std::string& device() const noexcept; // as asked for
    std::vector<std::string> remarks() const;   // what is not as asked for, a sentence each

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
