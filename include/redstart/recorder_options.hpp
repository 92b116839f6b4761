// What a Recorder is asked to be, what a take is, and what a program may be called with.
#pragma once

#include <redstart/marks.hpp>
#include <redstart/source.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace redstart {

/// Opens a source of the program's own, anew after it has vanished; throws what it likes, which
/// comes out of the constructor and of start().
using OpenSource = std::function<std::unique_ptr<Source>()>;

/// Gets whole frames of what the Recorder hears, in takes and between them: how many were lost
/// before them, and the position of the first of them in the stream, see Recorder::take_position().
/// It has a thread of its own and may be late: it loses what comes after 5 s of sound, and is told
/// how many frames; a take never waits for it. It may call every method of the Recorder, and must
/// not destroy it. What it throws ends the calls, see Recorder::callback_error().
using Listener =
    std::function<void(std::span<const std::byte> frames, Frames lost, Frames position)>;

/// What happened, in the order in which it did.
struct RecorderEvent {
    enum class Kind : std::uint8_t {
        file_begun,    // `file`.part has its first frames on the card
        file_finished, // `file` has its final name
        gap,           // `gap` stands in the take, counted from the take's first frame
        cut_short,     // the take ended before it was to: `text` says why
        device_gone,   // also between takes: `text` says why; the next start() opens it anew
        warning,       // `text`: something is not as asked for, a listener threw, or, also between
                       // takes, what is heard is silent, clips, has a dead channel, two that are
                       // one, or an offset: once, when that begins
    };
    Kind kind = Kind::warning;
    std::filesystem::path file = {};
    Gap gap = {};
    std::string text = {}; // one line
};

/// Has a thread of its own, from which it may call every method of the Recorder; it must not
/// destroy it. What it throws ends the calls, see Recorder::callback_error().
using OnEvent = std::function<void(const RecorderEvent& event)>;

/// `Recorder recorder({.device = "hw:CARD=mic", .rate = 44100})`. What is out of its range is an
/// Error before anything is opened.
struct RecorderOptions {
    std::string device = defaults::audio::device; // any ALSA PCM name; devices() lists them
    /// 0 is the device's own, next to 48000 Hz and 2 channels; what is named is met or refused.
    unsigned rate = 0;
    unsigned channels = 0;
    SampleFormat format = defaults::audio::format;
    bool exact = false; // throw where the device has not that format, rather than take its nearest
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

    /// Of the capture thread under SCHED_FIFO, where the process may; 0 to 99, 0 asks for nothing.
    int priority = 50;
    bool lock_memory = true; // the ring is never paged out, where the process may

    Listener listener = {};
    /// How often it gets what has come, in calls of at most chunk_frames each; 5 ms to 1 s.
    std::chrono::nanoseconds listen_every = std::chrono::milliseconds(100);
    OnEvent on_event = {};
};

/// `recorder.start("hello.wav", {.length = 2s, .notes = {{"speaker", "alice"}}})`
struct TakeOptions {
    /// The take ends by itself, after exactly so many frames from now on, without pre-roll.
    std::optional<std::chrono::nanoseconds> length = {};
    /// NAME.json beside NAME.wav tells what is known of the take: start, clock, gaps, marks, digest
    /// (docs/sidecar.md). stop() reads the take once more for it.
    bool sidecar = false;
    /// Kept in the sidecar, which is made for them: at most 32; a key has 1 to 32 letters, digits,
    /// - and _, a text 256 bytes of UTF-8 without control characters.
    std::map<std::string, std::string> notes = {};
};

} // namespace redstart
