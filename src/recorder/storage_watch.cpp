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

StorageWatch::StorageWatch(std::filesystem::path folder, std::uint64_t keep_free_bytes)
    : folder_(std::move(folder)), keep_free_bytes_(std::max(keep_free_bytes, least_free_bytes)) {}

StorageWatch::Look StorageWatch::look() {
    if (const auto fault = folder_fault(folder_)) {
        is_there_ = false;
        return {true, false, fault->what()};
    }
    if (!std::exchange(is_there_, true)) complete_left_overs();
    was_there_before_ = true;
    const auto free = free_bytes(folder_);
    if (!free || *free >= keep_free_bytes_) return {};
    return {false, true,
            folder_.string() + ": " + show_bytes(*free) +
                " left, less than keep_free; move takes away"};
}

void StorageWatch::complete_left_overs() const {
    const After after = was_there_before_ ? After::card_was_away : After::crash;
    for (const LeftOver& found : redstart::complete_left_overs(folder_, after)) tell(found);
}

} // namespace redstart
