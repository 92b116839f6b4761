// The folder of the takes, which may be a card that comes and goes.
#pragma once

#include "disk/folder_probe.hpp"
#include "takes/name_pattern.hpp"

#include <redstart/source.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace redstart {

struct StorageSettings {
    std::filesystem::path folder;
    std::uint64_t keep_free_bytes = 0;
    bool delete_oldest = false; // before keep_free is reached, instead of being full
    std::string name_pattern;   // of what may be deleted
};

struct FolderLook {
    bool is_missing = false; // or cannot be written
    bool is_full = false;    // less than keep_free is left
    std::string why;         // object, cause and remedy in one line, when it is one or the other
    std::optional<std::uint64_t> free_bytes;
    unsigned generation = 0;           // see FolderThread::invalidate()
    bool life_ended_in_a_take = false; // the one before this, without a clean stop
    unsigned arrivals = 0;             // how many times a folder turned up, or another in its place

    /// In more than the bytes that are free.
    bool differs_from(const FolderLook& other) const noexcept {
        return is_missing != other.is_missing || is_full != other.is_full ||
               (is_missing && why != other.why);
    }
};

/// Belongs to the folder thread. Whenever the folder turns up, at the start or later, or another
/// card is mounted in its place, what earlier lives left in it is completed, and logged, before
/// anything new is recorded. Where the oldest takes may be deleted, it makes room some time before
/// it is needed, and logs each.
class FolderCheck {
public:
    /// `on_little_room` is called by a look that finds so little room that a take may go for it,
    /// before one does.
    explicit FolderCheck(StorageSettings settings, std::function<void()> on_little_room = {});

    /// Throws nothing but std::bad_alloc and its like.
    FolderLook look();

    /// A write has failed: the next look() completes what that left, as if the card had been away,
    /// and tries the folder anew.
    void invalidate() noexcept;

    /// While look() does more than look. Any thread.
    bool is_at_chores() const noexcept { return is_at_chores_; }

private:
    void complete_left_overs();
    void make_room(std::uint64_t free_bytes);
    bool is_little(std::optional<std::uint64_t> free_bytes) const noexcept;

    StorageSettings settings_;
    std::function<void()> on_little_room_;
    FolderProbe check_;
    std::optional<NamePattern> may_go_; // what may be deleted
    TimePoint room_was_made_{};
    bool is_told_ = false;                   // that nothing may be deleted
    std::optional<FolderId> looked_through_; // the one that is there, since it came
    unsigned arrivals_ = 0;
    bool life_ended_in_a_take_ = false;
    std::atomic<bool> is_at_chores_{false};
};

} // namespace redstart
