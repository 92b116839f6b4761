// The journal of a take, NAME.json.part: what happens to it, a line of JSON each, as it happens.
#pragma once

#include "base/unique_fd.hpp"
#include "disk/take_paths.hpp"
#include "takes/sidecar.hpp"

namespace redstart {

/// Belongs to the writer thread. It throws nothing and costs no sound: where it cannot be made or
/// written it is off from then on, and trouble() says why. Events allocate nothing.
class Journal {
public:
    explicit Journal(const std::filesystem::path& wav) noexcept;

    void begin(const Sidecar& sidecar) noexcept; // what is known at the start
    void mark(Frames at, std::string_view label) noexcept;
    void gap(const Gap& gap) noexcept;
    void minute(const LevelMinute& minute, unsigned rate) noexcept;
    void end(const Sidecar& sidecar) noexcept; // what is known at the end

    void sync() noexcept;   // costs nothing when nothing was added
    void remove() noexcept; // where it came to no sound

    std::error_code trouble() const noexcept { return trouble_; }

private:
    void add(std::string_view line) noexcept;

    std::filesystem::path path_;
    UniqueFd file_;
    std::error_code trouble_; // nothing more is written then
    bool is_on_card_ = false, is_dirty_ = false;
};

/// What a journal tells, a torn last line left out; `frames` are there once it has an end. Nothing
/// where there is no such regular file or it is not a journal. Reading throws Error, and takes less
/// than 1 MB of memory whatever stands there.
std::optional<Sidecar> parse_journal(std::string_view bytes);
std::optional<Sidecar> read_journal(const std::filesystem::path& journal);

/// Adds the end that a take never came to, and syncs it; a torn last line goes. Throws Error.
void end_journal(const std::filesystem::path& journal, const Sidecar& sidecar);

} // namespace redstart
