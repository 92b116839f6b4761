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
    for (auto take = due_.begin(); take != due_.end();) {
        auto& [wav, when] = *take;
        const auto removal =
            now < when ? Removal::put_off : remove_set_aside(folder_, TakePaths::of_finished(wav));
        if (removal == Removal::done)
            log(Level::notice, wav.string() + ": deleted a minute ago, gone now");
        if (now >= when) when = now + grace;
        take = removal == Removal::put_off ? std::next(take) : due_.erase(take);
    }
}

} // namespace redstart
