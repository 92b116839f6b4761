// The manifest says what is done, the log what was begun; the files follow them.
#include "dataset/collection.hpp"

#include "base/timestamp.hpp"
#include "dataset/prompt_order.hpp"
#include "dataset/take_place.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_paths.hpp"
#include "takes/convert.hpp"
#include "wav/info.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

namespace fs = std::filesystem;

const fs::path& made(const fs::path& folder) {
    if (folder.empty()) throw Error("folder", "none is named", "name one for the data set");
    make_folders(folder);
    return folder;
}

std::string note_of(const SessionOptions& options, const char* key) {
    const auto found = options.notes.find(key);
    return found == options.notes.end() ? "" : found->second;
}

/// std::random_device would bring all the sources that it knows, 4 KB.
unsigned any_seed() {
    unsigned seed = 0;
    if (::getrandom(&seed, sizeof seed, 0) != sizeof seed)
        throw Error("seed", "the kernel gives none", "name one");
    return seed;
}

std::string session_id(const SessionLog& log) {
    const Timestamp now = timestamp_now();
    const std::string base = now.clock.set ? utc_text(now.utc) : "boot " + now.boot;
    std::string id = base;
    for (unsigned n = 2; log.knows(id); ++n) id = base + " " + std::to_string(n);
    return id;
}

/// Whether Redstart wrote it; one in the making may be shorter than its header yet.
bool is_ours(const fs::path& sound, bool in_the_making = false) {
    try {
        struct stat status {};
        if (!is_file(sound) || ::lstat(sound.c_str(), &status) != 0) return false;
        const bool has_header = status.st_size >= static_cast<off_t>(header_bytes);
        return has_header ? read_wav_info(sound).note.has_value() : in_the_making;
    } catch (const Error&) {
        return false;
    }
}

SessionTake told(const NextTake& take, const std::optional<TakeFacts>& facts) {
    SessionTake result;
    result.prompt = {take.id, take.text, take.label, 1};
    result.file = take.file;
    result.attempts = take.attempts;
    result.replaces = take.replaces;
    if (!facts) return result;
    result.duration = facts->duration();
    result.peak_dbfs = static_cast<float>(facts->peak_dbfs.value_or(-120));
    result.rms_dbfs = static_cast<float>(facts->rms_dbfs.value_or(-120));
    result.clips = facts->clips;
    result.gaps = facts->gaps;
    result.silence_before = facts->format.duration(facts->silence_before);
    result.silence_after = facts->format.duration(facts->silence_after);
    return result;
}

void add_facts(ManifestLine& line, const TakeFacts& facts) {
    line.seconds = std::chrono::duration<double>(facts.duration()).count();
    line.format = facts.format;
    line.peak_dbfs = facts.peak_dbfs;
    line.rms_dbfs = facts.rms_dbfs;
    line.clips = facts.clips;
    line.gaps = facts.gaps;
    line.sha256 = facts.sha256;
}

} // namespace

Collection::Collection(const SessionOptions& options)
    : folder_(made(options.folder)),
      limits_(options.limits),
      speaker_(note_of(options, "speaker")),
      log_(folder_),
      manifest_(folder_) {
    choose_order(options);
    settle();
    begin_session(options);
    go_to_first_open();
}

void Collection::choose_order(const SessionOptions& options) {
    if (options.in_order && options.seed)
        throw Error("seed", "of prompts that are not shuffled", "leave out one of the two");
    if (const auto& known = log_.order()) {
        seed_ = *known;
        const bool fits = !options.seed || options.seed == seed_;
        if (!fits || (options.in_order && seed_))
            throw Error(folder_,
                        seed_ ? "its prompts were shuffled by the seed " + std::to_string(*seed_)
                              : "its prompts are asked for as they stand in their file",
                        "leave out the order that you named, or name another folder");
    } else if (!options.in_order) {
        seed_ = options.seed ? *options.seed : any_seed();
    }
    prompts_ = in_order(options.prompts, seed_);
    is_skipped_.assign(prompts_.size(), false);
}

/// A take without its line in the manifest: finished, it is judged as it would have been; cut off,
/// it goes, for nobody has said that it is good.
void Collection::settle() {
    const auto open = log_.open_take();
    if (!open) return;
    if (manifest_.names(open->file)) {
        log_.conclude(*open, {}, {});
        return;
    }
    const TakePaths sound = TakePaths::of_finished(folder_ / open->file);
    if (is_ours(sound.wav())) {
        const SessionTake take = conclude(*open, "");
        remarks_.push_back(take.is_kept()
                               ? take.prompt.id + ": finished before the program was; kept"
                               : take.prompt.id + ": " + take.faults.front() +
                                     (is_there(sound.wav()) ? "" : "; removed"));
    } else if (is_ours(sound.part(), true)) {
        conclude(*open, "cut off");
        remarks_.push_back(open->id + ": was being recorded when the program ended; removed");
    }
}

void Collection::begin_session(const SessionOptions& options) {
    session_ = session_id(log_);
    log_.begin_session(session_, seed_, options.notes);
}

SessionTake Collection::judge(const std::string& trouble) {
    const SessionTake take = conclude(next_, trouble);
    if (take.is_kept()) {
        last_kept_ = cursor_;
        last_file_ = take.file;
        if (cursor_) is_skipped_[*cursor_] = false;
        go_to_first_open();
    } else {
        announce();
    }
    return take;
}

/// Its line in the manifest, or the end of its file; and what became of it in the log.
SessionTake Collection::conclude(const NextTake& take, const std::string& trouble) {
    std::optional<TakeFacts> facts;
    std::vector<std::string> faults;
    bool is_unread = false; // so that nobody knows whether it is good
    if (!trouble.empty()) faults.push_back(trouble);
    try {
        if (is_there(folder_ / take.file))
            facts = read_take(folder_ / take.file, limits_.quietest_dbfs);
        else if (faults.empty())
            faults.emplace_back("no sound came");
    } catch (const Error& error) {
        is_unread = true;
        faults.push_back(error.what() + std::string("; the file stays"));
    }
    if (facts) std::ranges::move(faults_of(*facts, limits_), std::back_inserter(faults));
    SessionTake result = told(take, facts);
    result.faults = faults;
    if (faults.empty()) {
        ManifestLine line = take;
        add_facts(line, *facts);
        if (!manifest_.names(take.file)) manifest_.append(line); // a try that failed behind it has
    } else if (!is_unread || !trouble.empty()) {
        remove_sound(take.file);
    }
    log_.conclude(take, faults, facts);
    return result;
}

/// Of files only, and of Redstart's own: what the log announced is made by nobody else.
void Collection::remove_sound(const std::string& file) const {
    const TakePaths sound = TakePaths::of_finished(folder_ / file);
    for (const fs::path& one : {sound.wav(), sound.part()})
        if (is_ours(one, one == sound.part()) && ::unlink(one.c_str()) != 0 && errno != ENOENT)
            throw storage_error(one, errno);
}

// Which prompt

const Prompt* Collection::prompt() const noexcept {
    return cursor_ ? &prompts_[*cursor_] : nullptr;
}

bool Collection::is_done(std::size_t at) const {
    return manifest_.find(speaker_, prompts_[at].id) != nullptr;
}

std::size_t Collection::kept() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < prompts_.size(); ++i) count += is_done(i);
    return count;
}

std::size_t Collection::left() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < prompts_.size(); ++i) count += !is_done(i) && !is_skipped_[i];
    return count;
}

void Collection::go_to_first_open() {
    cursor_.reset();
    for (std::size_t i = 0; i < prompts_.size(); ++i)
        if (!is_done(i) && !is_skipped_[i]) return go_to(i);
}

void Collection::go_to(std::size_t at) {
    cursor_ = at;
    announce();
}

/// The next take is told to the card before it is recorded: its file is known after a kill.
void Collection::announce() {
    const Prompt& prompt = prompts_[*cursor_];
    next_ = {};
    next_.id = prompt.id;
    next_.text = prompt.text;
    next_.label = prompt.label;
    next_.speaker = speaker_;
    next_.session = session_;
    next_.attempts = log_.refused(speaker_, prompt.id) + 1;
    if (const ManifestLine* done = manifest_.find(speaker_, prompt.id)) next_.replaces = done->file;
    next_.file = take_place(prompt.label, speaker_, prompt.id, [this](const std::string& file) {
        const TakePaths sound = TakePaths::of_finished(folder_ / file);
        return manifest_.names(file) || is_there(sound.wav()) || is_there(sound.part()) ||
               is_there(flac_of(sound.wav()));
    });
    make_folders(next_file().parent_path());
    log_.announce(next_);
}

bool Collection::skip() {
    if (!cursor_) return false;
    is_skipped_[*cursor_] = true;
    go_to_first_open();
    return true;
}

bool Collection::back() {
    const std::size_t here = place();
    if (here == 0) return false;
    go_to(here - 1);
    return true;
}

bool Collection::repeat() {
    if (!last_kept_) return false;
    go_to(*last_kept_);
    return true;
}

void Collection::note(const std::string& text) {
    log_.note(last_file_, text);
}

// Its take

fs::path Collection::next_file() const {
    return folder_ / next_.file;
}

void Collection::began(const std::string& start) {
    next_.start = start;
    log_.began(start);
}

} // namespace redstart
