// Warnings of the deck by their channels, those of others by their reasons.
#include "station/sound_warnings.hpp"

#include <utility>

namespace redstart {

std::optional<std::vector<std::string>> SoundWarnings::hear(const WarnedChannels& heard) {
    const WarnedChannels before = std::exchange(heard_, heard);
    if (before == heard) return {};
    std::vector<std::string> fresh;
    for (const Warning warning : all_warnings)
        if (before[warning] == 0 && heard[warning] != 0)
            fresh.push_back(reason_of(warning, heard[warning]));
    return fresh;
}

void SoundWarnings::tell(Warning warning, std::string reason) {
    if (reason.empty())
        told_.erase(warning);
    else
        told_.insert_or_assign(warning, std::move(reason));
}

WarningSet SoundWarnings::warnings() const noexcept {
    WarningSet set = heard_.set();
    for (const auto& [warning, reason] : told_) set.set(warning);
    return set;
}

std::map<Warning, std::string> SoundWarnings::reasons() const {
    std::map<Warning, std::string> reasons = told_;
    for (const Warning warning : all_warnings)
        if (heard_[warning] != 0) reasons.emplace(warning, reason_of(warning, heard_[warning]));
    return reasons;
}

} // namespace redstart
