// The names on the card say what is deleted; since when is known in memory alone.
#include "takes/deleted_takes.hpp"

#include "base/log.hpp"
#include "disk/lookup.hpp"
#include "takes/take_removal.hpp"

namespace redstart {

void DeletedTakes::find(TimePoint now) {
    due_.clear();
    const auto in_silence = [](const Error&) {}; // what was not seen stays
    const auto see = [&](const std::filesystem::path& file) {
        if (const auto take = set_aside_take(file)) due_[take->wav()] = now + grace;
    };
    for_each_below(folder_, any_depth, see, in_silence);
}

void DeletedTakes::remove(const TakePaths& take, TimePoint now) {
    set_aside(folder_, take);
    due_[take.wav()] = now + grace;
}

void DeletedTakes::restore(const TakePaths& take) {
    bring_back(folder_, take);
    due_.erase(take.wav());
}

void DeletedTakes::remove_due(TimePoint now) {
    std::erase_if(due_, [&](const auto& take) {
        const auto& [wav, when] = take;
        if (now < when) return false;
        if (remove_set_aside(folder_, TakePaths::of_finished(wav)))
            log(Level::notice, wav.string() + ": deleted a minute ago, gone now");
        return true;
    });
}

} // namespace redstart
