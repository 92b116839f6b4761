// Looks at the folder, and completes left-overs when it has come back.
#include "recorder/storage_watch.hpp"

#include "base/log.hpp"
#include "base/units.hpp"
#include "shelf/left_overs.hpp"
#include "shelf/space.hpp"

#include <algorithm>
#include <utility>

namespace redstart {
namespace {

/// With less a take would end as it begins, and a fault told from its failed write would be over
/// at the next look.
constexpr std::uint64_t least_free_bytes = 1'000'000;

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

} // namespace

StorageWatch::StorageWatch(StorageSettings settings) : settings_(std::move(settings)) {
    settings_.keep_free_bytes = std::max(settings_.keep_free_bytes, least_free_bytes);
}

FolderLook StorageWatch::look() {
    FolderLook look;
    if (const auto fault = folder_fault(settings_.folder)) {
        is_there_ = false;
        look.is_missing = true;
        look.why = fault->what();
        return look;
    }
    if (!std::exchange(is_there_, true)) complete_left_overs();
    was_there_before_ = true;
    look.free_bytes = free_bytes(settings_.folder);
    if (!look.free_bytes || *look.free_bytes >= settings_.keep_free_bytes) return look;
    look.is_full = true;
    look.why = settings_.folder.string() + ": " + show_bytes(*look.free_bytes) +
               " left, less than keep_free; move takes away";
    return look;
}

void StorageWatch::complete_left_overs() {
    is_at_chores_ = true;
    const After after = was_there_before_ ? After::card_was_away : After::crash;
    for (const LeftOver& found : redstart::complete_left_overs(settings_.folder, after))
        tell(found);
    is_at_chores_ = false;
}

} // namespace redstart
