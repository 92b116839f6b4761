// No take is under way by now, so that none can be disturbed.
#include "app/session_flac.hpp"

#include "app/conversions.hpp"
#include "base/log.hpp"
#include "base/units.hpp"
#include "dataset/flac_takes.hpp"
#include "event/loop.hpp"
#include "event/signals.hpp"
#include "wav/flac_encoder.hpp"

#include <csignal>
#include <cstdio>

namespace redstart {
namespace {

/// What became of the takes, as the last line tells it.
struct Sum {
    std::size_t made = 0, failed = 0;
    std::uint64_t before = 0, after = 0; // bytes

    void add(const Conversion& over) {
        ++(over.error.empty() ? made : failed);
        before += over.made.bytes_before;
        after += over.made.bytes_after;
        if (!over.error.empty()) std::fprintf(stderr, "redstart: %s\n", over.error.c_str());
    }
};

std::string takes(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " take" : " takes");
}

} // namespace

bool make_flac_of_takes(const std::filesystem::path& folder, Display& display) {
    EventLoop loop;
    const Signals blocked(loop, {SIGINT, SIGTERM, SIGHUP}, [](int) {});
    FlacTakes set(folder);
    for (const auto& [why, count] : set.refused())
        log_warning(folder.string() + ": " + takes(count) + " of " + why + ", stay WAV");
    const auto wavs = set.wavs();
    if (wavs.empty()) return set.refused().empty();
    check_libflac();
    display.say("FLAC of " + takes(wavs.size()) + " is made; Ctrl-C leaves the rest for next time");
    Sum sum;
    const std::size_t left = convert_all(
        wavs, [&](const std::string& wav, const GoOn& go_on) { return set.convert(wav, go_on); },
        [&](const Conversion& over) { sum.add(over); });
    display.say("FLAC of " + takes(sum.made) + ": " + show_bytes(sum.after) + " instead of " +
                show_bytes(sum.before));
    if (left > 0)
        log_warning(takes(left) + " stay WAV for now; the same command goes on with them");
    return left + sum.failed == 0 && set.refused().empty();
}

} // namespace redstart
