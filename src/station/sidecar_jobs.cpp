// One take after the other, for as long as nothing more important goes on.
#include "station/sidecar_jobs.hpp"

#include "base/dating_time.hpp"
#include "base/log.hpp"

#include <redstart/error.hpp>

#include <utility>

namespace redstart {

void SidecarJobs::attend(const GoOn& go_on, const See& see) {
    if (!is_dated_) date(dating_time());
    if (!std::exchange(is_due_, false)) return;
    try {
        for (const auto& wav : unfinished_sidecars(folder_, see)) {
            if (!is_due_ && finish(wav, go_on)) continue;
            is_due_ = true;
            return;
        }
    } catch (const std::exception& error) {
        complain(folder_, error.what());
    }
}

/// Once: what is recorded from then on has its date from the start.
void SidecarJobs::date(const Timestamp& now) {
    if (!now.clock.set) return;
    is_dated_ = true;
    try {
        for (const auto& sidecar : date_sidecars(folder_, now))
            log(Level::notice, sidecar.string() + ": dated, the clock is set now");
    } catch (const std::exception& error) {
        complain(folder_, error.what());
    }
}

/// False where it was put off.
bool SidecarJobs::finish(const std::filesystem::path& wav, const GoOn& go_on) {
    try {
        return finish_sidecar(wav, *block_, go_on, dating_time()) != Finished::put_off;
    } catch (const std::exception& error) {
        complain(wav, error.what());
        return true;
    }
}

void SidecarJobs::complain(const std::filesystem::path& about, const std::string& what) {
    if (told_.insert(about).second) log_warning(what);
}

} // namespace redstart
