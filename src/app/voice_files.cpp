// Knows when a file has to be made, and when it can wait for its first frame.
#include "app/voice_files.hpp"

#include "app/voice_options.hpp"
#include "base/units.hpp"

#include <redstart/error.hpp>

namespace redstart {
namespace {

/// One that could not be made when its sound came is tried at once: an error that lasts is then
/// told once, and has its end with the ring.
struct Files {
    OpenOutput open;
    bool at_once;

    std::unique_ptr<TakeOutput> make(TimePoint first, bool splits) {
        at_once = true;
        auto file = open(first);
        at_once = !splits;
        return file;
    }
};

} // namespace

OpenOutput voice_files(OpenOutput open, const AudioFormat& format, const VoiceSettings& settings,
                       Frames ring, bool is_named, const std::shared_ptr<VoiceTally>& tally) {
    VoiceOutput::check(format, settings);
    const Frames longest = ring / 3;
    if (format.frames(settings.hold) > longest)
        throw Error("--hold", exact_duration(settings.hold) + " is too long for the ring",
                    "at most " + show_duration(format.duration(longest)));
    auto files = std::make_shared<Files>(Files{std::move(open), is_named || !settings.splits});
    const auto make = [files, splits = settings.splits](TimePoint first) {
        return files->make(first, splits);
    };
    return [=](TimePoint first) {
        auto file = files->at_once ? make(first) : nullptr;
        return std::make_unique<VoiceOutput>(format, settings, std::move(file), make, tally);
    };
}

std::string voice_summary(const VoiceTally& tally, const AudioFormat& format,
                          const VoiceSettings& settings) {
    const std::string heard = show_duration(format.duration(tally.heard));
    if (tally.kept == 0)
        return "nothing of " + heard + " was kept: it was below " + show_level(settings.level_dbfs);
    const unsigned parts = tally.parts;
    return "kept " + show_duration(format.duration(tally.kept)) + " of " + heard + ", in " +
           std::to_string(parts) + (parts == 1 ? " part" : " parts");
}

std::string voice_state(const VoiceTally& tally, const AudioFormat& format) {
    return std::string(tally.is_open ? "voice" : "pause") + ", kept " +
           show_duration(format.duration(tally.kept));
}

} // namespace redstart
