// session.jsonl: what is to be known of a data set besides its manifest.
#pragma once

#include "dataset/line_file.hpp"
#include "dataset/manifest.hpp"
#include "dataset/take_facts.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace redstart {

constexpr const char* session_log_name = "session.jsonl";

/// A take that is to come: all of its line in the manifest that is known before it is recorded.
using NextTake = ManifestLine;

/// Its lines, a key at their beginning telling which:
///   session  one begins: its id, seed (null: in order), and notes
///   next     the file and prompt that are recorded next, on the card before anything is
///   began    the same file's first frame, in UTC; without a sync, so that nothing waits for it
///   take     what became of it: faults (none: it was kept), seconds, silence before and behind
///   note     a note, and the file that it is about
class SessionLog {
public:
    /// Opens or makes the one of a folder, and has its lock. Throws Error, also for a line that
    /// names a file outside of the folder.
    explicit SessionLog(const std::filesystem::path& folder);

    /// Whether prompts are shuffled here, and by which seed; nothing in a folder without a session.
    const std::optional<std::optional<std::uint64_t>>& order() const noexcept { return order_; }
    bool knows(const std::string& session) const { return sessions_.contains(session); }
    /// The last one that was announced, with its start where it began; nothing where it has its
    /// `take`.
    const std::optional<NextTake>& open_take() const noexcept { return open_; }
    /// How often that prompt was refused since its last take was kept.
    unsigned refused(const std::string& speaker, const std::string& id) const;

    /// Throws Error also for notes that are no UTF-8.
    void begin_session(const std::string& id, const std::optional<std::uint64_t>& seed,
                       const std::map<std::string, std::string>& notes);
    void announce(const NextTake& take);
    void began(const std::string& start);
    /// `facts`: nothing where the take cannot be read.
    void conclude(const NextTake& take, const std::vector<std::string>& faults,
                  const std::optional<TakeFacts>& facts);
    void note(const std::string& file, const std::string& text);

private:
    void learn(const Line& line);
    void learn_take(const Line& line);

    std::optional<std::optional<std::uint64_t>> order_;
    std::set<std::string> sessions_;
    std::optional<NextTake> open_;
    std::map<std::pair<std::string, std::string>, unsigned> refused_; // by speaker and id
    LineFile file_;
};

/// The notes of the last session in a folder; none where there was none. Throws Error.
std::map<std::string, std::string> last_notes(const std::filesystem::path& folder);

} // namespace redstart
