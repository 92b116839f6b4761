// Looks at the folder, and completes left-overs when it has come back.
#include "station/folder_check.hpp"

#include "base/log.hpp"
#include "base/units.hpp"
#include "disk/folder_probe.hpp"
#include "station/fault_sentences.hpp"
#include "takes/left_overs.hpp"
#include "takes/retention.hpp"

#include <algorithm>
#include <utility>

namespace redstart {

namespace fs = std::filesystem;

namespace {

/// With less a take would end as it begins, and a fault told from its failed write would be over
/// at the next look.
constexpr std::uint64_t least_free_bytes = 1'000'000;

/// Room is made so much before keep_free is reached: seconds even at 8 channels and 192 kHz.
std::uint64_t margin(std::uint64_t keep_free_bytes) {
    return std::clamp<std::uint64_t>(keep_free_bytes / 4, 8'000'000, 256'000'000);
}

/// Between two rounds. Some file systems give back only after a while what a deleted file held.
constexpr std::chrono::seconds between_rounds{5};

void tell(const LeftOver& found) {
    const std::string file = found.file.string();
    switch (found.what) {
    case LeftOver::What::completed:
        log(Level::notice,
            file + ": left by an earlier life, completed with " + show_duration(found.duration));
        break;
    case LeftOver::What::removed:
        log(Level::notice, file + ": empty, removed");
        break;
    case LeftOver::What::left:
        log_warning(file + ": left as it is: " + found.why);
        break;
    }
}

/// Says for as long as it lives that somebody is at it.
class Chore {
public:
    explicit Chore(std::atomic<bool>& flag) : flag_(flag) { flag_ = true; }
    ~Chore() { flag_ = false; }
    Chore(const Chore&) = delete;
    Chore& operator=(const Chore&) = delete;

private:
    std::atomic<bool>& flag_;
};

} // namespace

FolderCheck::FolderCheck(StorageSettings settings, std::function<void()> on_little_room)
    : settings_(std::move(settings)),
      on_little_room_(std::move(on_little_room)),
      check_(settings_.folder) {
    settings_.keep_free_bytes = std::max(settings_.keep_free_bytes, least_free_bytes);
    if (settings_.delete_oldest) may_go_.emplace(settings_.name_pattern, host_name());
}

void FolderCheck::invalidate() noexcept {
    looked_through_.reset();
    check_.invalidate();
}

FolderLook FolderCheck::look() {
    FolderLook look;
    const auto fault = check_.fault();
    if (fault)
        looked_through_.reset();
    else if (looked_through_ != check_.good())
        complete_left_overs();
    look.arrivals = arrivals_;
    if (fault) {
        look.is_missing = true;
        look.why = fault_sentences::no_storage(fault->what());
        return look;
    }
    look.life_ended_in_a_take = life_ended_in_a_take_;
    look.free_bytes = free_bytes(settings_.folder);
    if (on_little_room_ && is_little(look.free_bytes)) {
        const Chore chore(is_at_chores_);
        on_little_room_();
        look.free_bytes = free_bytes(settings_.folder);
    }
    if (may_go_ && look.free_bytes) {
        make_room(*look.free_bytes);
        look.free_bytes = free_bytes(settings_.folder);
    }
    if (!look.free_bytes || *look.free_bytes >= settings_.keep_free_bytes) return look;
    look.is_full = true;
    look.why = fault_sentences::storage_full(settings_.folder, *look.free_bytes);
    return look;
}

/// So little that takes go for it, where they may.
bool FolderCheck::is_little(std::optional<std::uint64_t> free) const noexcept {
    return free && *free < settings_.keep_free_bytes + margin(settings_.keep_free_bytes);
}

void FolderCheck::make_room(std::uint64_t free) {
    const std::uint64_t ahead = margin(settings_.keep_free_bytes);
    const std::uint64_t wanted = settings_.keep_free_bytes + ahead;
    const TimePoint now = Clock::now();
    if (free >= wanted || now - room_was_made_ < between_rounds) return;
    const Chore chore(is_at_chores_);
    const std::uint64_t freed = redstart::make_room(
        settings_.folder, *may_go_, wanted + ahead / 4 - free, [](const fs::path& take) {
            log(Level::notice, take.string() + ": deleted to make room, it was the oldest");
        });
    room_was_made_ = now;
    if (freed == 0 && !is_told_)
        log_warning(settings_.folder.string() + ": little room, and no take that may be deleted");
    is_told_ = freed == 0;
}

void FolderCheck::complete_left_overs() {
    const Chore chore(is_at_chores_);
    const After after = arrivals_++ == 0 ? After::crash : After::card_was_away;
    looked_through_ = check_.good();
    try {
        for (const LeftOver& found : redstart::complete_left_overs(settings_.folder, after)) {
            tell(found);
            if (found.was_cut_off && after == After::crash) life_ended_in_a_take_ = true;
        }
    } catch (const std::exception& error) { // takes can be made all the same
        log_warning(settings_.folder.string() + ": left-overs stay as they are: " + error.what());
    }
}

} // namespace redstart
