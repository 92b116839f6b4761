// Takes that somebody deleted, for the minute in which that can be taken back.
#pragma once

#include "disk/take_paths.hpp"

#include <redstart/source.hpp>

#include <chrono>
#include <filesystem>
#include <map>

namespace redstart {

/// Belongs to one thread. Costs no memory as long as there are none.
class DeletedTakes {
public:
    static constexpr auto grace = std::chrono::seconds(60);

    explicit DeletedTakes(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// What an earlier life left, below the folder: its minute begins now.
    void find(TimePoint now);

    /// Throws Error where it may not go, or was not deleted; see set_aside() and bring_back().
    void remove(const TakePaths& take, TimePoint now);
    void restore(const TakePaths& take);

    bool is_empty() const noexcept { return due_.empty(); }

    /// Those whose minute is over go for good, and the log tells of each; one that a program has in
    /// use, or that the card does not let go, has another minute.
    void remove_due(TimePoint now);

private:
    const std::filesystem::path folder_;
    std::map<std::filesystem::path, TimePoint> due_; // by NAME.wav
};

} // namespace redstart
