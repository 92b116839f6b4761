// Whatever is told of the sound goes into the journal first, and then with the sound.
#include "takes/take_file.hpp"

#include "base/dating_time.hpp"
#include "takes/label.hpp"
#include "takes/name_pattern.hpp"

#include <redstart/error.hpp>

#include <utility>

namespace redstart {
namespace {

Sidecar first_facts(const std::filesystem::path& name, const AudioFormat& format,
                    std::string device, Notes notes, std::map<std::string, std::string> mixer) {
    Sidecar sidecar;
    sidecar.program = program_version();
    sidecar.file = name.filename();
    sidecar.host = host_name();
    sidecar.device = std::move(device);
    sidecar.format = format;
    sidecar.notes = std::move(notes);
    sidecar.mixer = std::move(mixer);
    return sidecar;
}

/// Without folder, and without .part where its final name could not be given yet.
std::string final_name(const std::filesystem::path& file) {
    return TakePaths::of_sound(file).wav().filename();
}

} // namespace

TakeFile::TakeFile(const std::filesystem::path& final_name, const AudioFormat& format,
                   WavFile::Options options, std::string device, Notes notes,
                   std::map<std::string, std::string> mixer)
    : take_(options.metadata),
      wav_(final_name, format, std::move(options)),
      journal_(final_name),
      sidecar_(
          first_facts(final_name, format, std::move(device), std::move(notes), std::move(mixer))) {}

void TakeFile::begins(TimePoint first, Frames place, std::string_view previous) noexcept {
    if (std::exchange(has_begun_, true)) return;
    wav_.begins(first, place, previous);
    try {
        const Timestamp start = at(timestamp_now(), first);
        sidecar_.clock = to_string(start.clock);
        sidecar_.clock_error = start.clock.phone_error;
        if (start.clock.set) sidecar_.start = start.utc;
        sidecar_.boottime = take_ && place == 0 ? take_->boottime : start.boottime;
        sidecar_.boot = start.boot;
        if (!previous.empty()) sidecar_.continues = {final_name(previous), place};
        if (sidecar_.continues && take_) sidecar_.continues->boottime = take_->boottime;
    } catch (const std::exception&) { // no memory: a sidecar without a date
    }
    journal_.begin(sidecar_);
}

std::error_code TakeFile::append(std::span<const std::byte> frames) noexcept {
    return wav_.append(frames);
}

std::error_code TakeFile::append_silence(Frames frames) noexcept {
    return wav_.append_silence(frames);
}

void TakeFile::mark(Frames at, std::string_view label) noexcept {
    begin_now();
    const Label clean(label);
    journal_.mark(at, clean.text());
    wav_.mark(at, clean.text());
}

void TakeFile::gap(const Gap& gap) noexcept {
    begin_now();
    journal_.gap(gap);
    wav_.gap(gap);
}

void TakeFile::minute(const LevelMinute& minute) noexcept {
    begin_now();
    journal_.minute(minute, sidecar_.format.rate);
}

void TakeFile::note(const TakeFigures& figures) noexcept {
    figures_ = figures;
    wav_.note(figures);
}

std::error_code TakeFile::sync() noexcept {
    if (frames() > 0) {
        begin_now();
        if (const auto error = wav_.sync_name()) return error; // both names, before either file
    }
    journal_.sync();
    return wav_.sync();
}

std::error_code TakeFile::close() noexcept {
    if (frames() > 0) {
        if (const auto error = sync()) return error;
        end_journal();
    }
    const auto error = wav_.close();
    if (wav_.frames() == 0) journal_.remove();
    return error;
}

/// For a file of which nobody told when it begins: now is near.
void TakeFile::begin_now() noexcept {
    if (!has_begun_) begins(Clock::now(), 0, {});
}

void TakeFile::end_journal() noexcept {
    try {
        sidecar_.frames = frames();
        sidecar_.figures = figures_;
        if (figures_) sidecar_.stop = to_string(figures_->stop);
        set_date(sidecar_, dating_time());
    } catch (const std::exception&) { // no memory: it ends without its words
    }
    journal_.end(sidecar_);
    journal_.sync();
}

std::shared_ptr<TakeMetadata> take_metadata(std::string device, Description description,
                                            Notes notes) {
    auto metadata = std::make_shared<TakeMetadata>();
    metadata->program = program_version();
    metadata->host = host_name();
    metadata->device = std::move(device);
    metadata->description = std::move(description);
    metadata->notes = std::move(notes);
    try {
        metadata->description.apply(metadata->notes);
    } catch (const Error&) {
    }
    return metadata;
}

std::string program_version() {
    return "redstart " REDSTART_VERSION;
}

} // namespace redstart
