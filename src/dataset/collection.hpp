// A data set in the making: which prompt is next, where its take goes, and what becomes of it.
#pragma once

#include "dataset/manifest.hpp"
#include "dataset/session_log.hpp"

#include <redstart/session.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// All of a Session but its microphone. Belongs to one thread; every call throws Error where the
/// folder cannot be written.
class Collection {
public:
    /// Makes the folder where it is missing, and settles what a killed session left in it.
    explicit Collection(const SessionOptions& options);

    const Prompt* prompt() const noexcept; // null when all are done
    std::size_t place() const noexcept { return cursor_.value_or(prompts_.size()); }
    std::size_t size() const noexcept { return prompts_.size(); }
    std::size_t kept() const;
    std::size_t left() const;

    const std::string& session() const noexcept { return session_; }
    const std::optional<std::uint64_t>& seed() const noexcept { return seed_; }
    const std::vector<std::string>& remarks() const noexcept { return remarks_; }

    bool skip();
    bool back();
    bool repeat();
    void note(const std::string& text);

    /// Where the prompt's take is to be recorded; its folder is there.
    std::filesystem::path next_file() const;
    /// The recording began; at this time, where the clock is set.
    void began(const std::string& start);
    /// It never was one: its sound goes, and the prompt stays.
    void forget_sound() const { remove_sound(next_.file); }
    /// It is over. `trouble` is what went wrong besides, "" for nothing.
    SessionTake judge(const std::string& trouble);

private:
    void choose_order(const SessionOptions& options);
    void begin_session(const SessionOptions& options);
    void settle();
    SessionTake conclude(const NextTake& take, const std::string& trouble);
    void remove_sound(const std::string& file) const;
    bool is_done(std::size_t at) const;
    void go_to_first_open();
    void go_to(std::size_t at);
    void announce();

    const std::filesystem::path folder_;
    const TakeLimits limits_;
    const std::string speaker_;
    SessionLog log_; // first: it has the lock
    Manifest manifest_;
    std::optional<std::uint64_t> seed_;
    std::vector<Prompt> prompts_;
    std::vector<bool> is_skipped_;
    std::string session_;
    std::vector<std::string> remarks_;
    std::optional<std::size_t> cursor_;    // of the prompt; nothing: all are done
    std::optional<std::size_t> last_kept_; // in this session
    std::string last_file_;
    NextTake next_; // of the prompt at the cursor
};

} // namespace redstart
