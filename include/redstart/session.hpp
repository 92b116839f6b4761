// Collects a data set from one microphone: prompt by prompt, each take judged at once.
#pragma once

#include <redstart/prompts.hpp>
#include <redstart/recorder.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// What a take has to be to be kept.
struct TakeLimits {
    std::chrono::nanoseconds shortest = std::chrono::milliseconds(300);
    float quietest_dbfs = -40; // its peak, of the loudest channel
    unsigned clips = 3;        // so many clipped runs are too many; 0: none are
    bool gaps_allowed = false; // frames that the device or a full ring lost
};

struct SessionOptions {
    std::filesystem::path folder; // made where it is missing; its parent has to exist
    std::vector<Prompt> prompts;  // read_prompts() reads them
    RecorderOptions recorder;

    /// Prompts are asked for in an order that the seed makes, or as they stand. What a folder was
    /// begun with is kept in it and holds from then on: another seed is an Error.
    std::optional<std::uint64_t> seed; // none: one is drawn
    bool in_order = false;

    /// Of this session: `speaker` stands in each line of the manifest; all of them, a place for
    /// instance, in the session's line of session.jsonl.
    std::map<std::string, std::string> notes;
    TakeLimits limits;
};

/// What became of a take.
struct SessionTake {
    Prompt prompt;                   // with the id that its line of the manifest has
    std::filesystem::path file;      // relative to the folder; not there where it was refused
    std::vector<std::string> faults; // a clause each: "too short (0.12 s, at least 0.3 s)"
    std::chrono::nanoseconds duration{};
    float peak_dbfs = 0, rms_dbfs = 0;
    unsigned clips = 0, gaps = 0;
    unsigned attempts = 1; // this one included
    /// Before the first and behind the last 10 ms that are as loud as `quietest_dbfs`: measured,
    /// and left in the take.
    std::chrono::nanoseconds silence_before{}, silence_after{};
    std::string replaces; // the file of the take that this one stands for; empty for most

    bool is_kept() const noexcept { return faults.empty(); }
};

/// A folder with a take for each prompt, and with
///   manifest.jsonl  a line for each take that was kept, synced before the next is asked for
///   session.jsonl   what else is to be known: sessions with their notes, seeds, refused takes
/// Both only grow. A prompt whose take is in the manifest is not asked for again, of that speaker:
/// so a session goes on where the last one ended, however that ended. A take that was finished but
/// had no line yet, because the program was killed in between, is judged as it would have been, and
/// gets its line or goes; one that was still being recorded goes, and its prompt is asked for
/// again. docs/data-set.md has the files and these rules.
///
/// The device is opened by the constructor and stays open, so that start() costs nothing. All calls
/// belong to one thread at a time. While it exists no other session can use the folder.
class Session {
public:
    /// Throws Error for prompts, folder or device that cannot be used.
    explicit Session(const SessionOptions& options);
    ~Session(); // a take that is under way goes
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// The one that start() records, or that is being recorded; nothing when all are there. The
    /// second take of a prompt with `repeat` has the id "ID_2".
    std::optional<Prompt> prompt() const;
    std::size_t place() const;        // its place in the order, from 1
    std::size_t prompts() const;      // in all, repeats counted
    std::size_t prompts_kept() const; // of these, by this speaker, in this or an earlier session
    std::size_t prompts_left() const; // still to be asked for in this session
    const std::string& id() const;    // of this session: when it began
    std::optional<std::uint64_t> seed() const; // nothing where prompts stand as they were written
    /// What was found of a session that had been killed, a sentence each.
    const std::vector<std::string>& remarks() const;

    /// The take begins with the frame that the microphone hears now. Throws Error as
    /// Recorder::start(), and where all prompts are done, a take is under way, or session.jsonl
    /// cannot be written; nothing is recorded then.
    void start();
    bool is_recording() const;

    /// Ends the take and judges it. Kept, it is on the card with its line in the manifest, and
    /// prompt() is the next one; refused, it is gone and prompt() is the same. One that cannot be
    /// read is refused, and its file stays. A device that vanished is a fault of the take, and the
    /// next start() opens it anew. Throws Error where none is under way, or folder and manifest
    /// cannot be written: then another stop() judges it again, and so does the next session.
    SessionTake stop();

    void discard(); // the take under way goes; its prompt is asked for again

    // Between two takes; false where there is nothing to go to. A prompt that was done is done
    // again then, and its new line says what it replaces.
    bool skip();   // goes on with the next; a later session asks for this one
    bool back();   // to the one before it in the order
    bool repeat(); // to the one that was kept last in this session

    /// Kept in session.jsonl, with the take that was kept last.
    void note(const std::string& text);

    /// For levels, format and remarks of the device.
    const Recorder& recorder() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
