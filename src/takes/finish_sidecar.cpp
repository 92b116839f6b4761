// A sidecar is written under another name, synced, and only then named what it is.
#include "takes/finish_sidecar.hpp"

#include "base/dating_time.hpp"
#include "base/timespec.hpp"
#include "base/unique_fd.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "takes/fat_double_name.hpp"
#include "takes/journal.hpp"
#include "wav/change_chunks.hpp"
#include "wav/gap_marks.hpp"
#include "wav/loudness_meter.hpp"
#include "wav/metadata.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

void check(const fs::path& name, const std::error_code& error) {
    if (error) throw storage_error(name, error.value());
}

/// Removes what an earlier try left; never anything but a regular file of this user's with one
/// name.
void make_way(int folder, const fs::path& name) {
    struct stat status {};
    const bool there =
        ::fstatat(folder, name.filename().c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (there && S_ISREG(status.st_mode) && status.st_nlink == 1 && status.st_uid == ::geteuid())
        ::unlinkat(folder, name.filename().c_str(), 0);
}

/// NAME.json.new, whole and synced.
fs::path write_new(int folder, const TakePaths& take, const Sidecar& sidecar) {
    const fs::path name = take.new_sidecar();
    make_way(folder, name);
    const UniqueFd file = create_new(folder, name.filename().c_str(), O_WRONLY);
    if (!file) throw storage_error(name, errno);
    const std::string text = text_of(sidecar);
    std::array parts = {part(std::as_bytes(std::span(text)))};
    std::error_code error = write_on(file.get(), parts).error;
    if (!error) error = sync_all(folder); // its name first: see WavFile::sync_name()
    if (!error) error = sync_all(file.get());
    if (error) ::unlinkat(folder, name.filename().c_str(), 0);
    check(name, error);
    return name;
}

/// Its directory entry is synced; FAT wants the file itself synced after a rename as well.
void sync_name(int folder, const fs::path& file) {
    const UniqueFd fd(::openat(folder, file.filename().c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd) throw storage_error(file, errno);
    check(file, sync_renamed(folder, fd.get()));
}

void publish(const fs::path& wav, const Sidecar& sidecar) {
    const UniqueFd folder = open_folder_of(wav);
    const auto take = TakePaths::of_sound(wav);
    const fs::path final_name = take.sidecar();
    // An earlier try may have come as far as that; on FAT its first name may still lead to the same
    // clusters, so nothing is removed then.
    if (!read_sidecar(final_name)) {
        const fs::path fresh = write_new(folder.get(), take, sidecar);
        const auto error = rename_without_replacing(folder.get(), fresh.filename().c_str(),
                                                    final_name.filename().c_str());
        if (error) ::unlinkat(folder.get(), fresh.filename().c_str(), 0);
        check(final_name, error);
    }
    sync_name(folder.get(), final_name);
    if (::unlinkat(folder.get(), take.journal().filename().c_str(), 0) != 0)
        throw storage_error(take.journal(), errno);
}

/// The file's time is the end of its sound, as it would be had the clock been set.
void set_time(const fs::path& wav, const Sidecar& sidecar) {
    if (!sidecar.start || !sidecar.frames) return;
    const timespec end =
        to_timespec(sidecar.start->time_since_epoch() + sidecar.format.duration(*sidecar.frames));
    const std::array<timespec, 2> times = {end, end};
    ::utimensat(AT_FDCWD, wav.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
}

void date_chunks(const fs::path& wav, const Sidecar& sidecar) {
    if (!sidecar.start) return;
    const std::int64_t begin = begin_by_frames(sidecar);
    change_chunks(wav, [&](std::span<std::byte> chunks) {
        set_start(chunks, begin, sidecar.format.rate, sidecar.clock);
    });
}

/// Somebody's mark may read like a gap's.
bool is_told(const Sidecar& sidecar, const WavMark& mark, bool is_gap) {
    return std::ranges::any_of(sidecar.events, [&](const Sidecar::Event& told) {
        return told.at == mark.at && (told.gap ? is_gap : told.label == mark.label);
    });
}

/// A journal that met an error of the card goes on no more; its sound did, with marks and gaps.
void add_what_only_the_sound_tells(Sidecar& sidecar, const WavInfo& info) {
    for (const WavMark& mark : info.marks) {
        Sidecar::Event event{mark.at, {}, gap_of(mark, info.frames)};
        if (!event.gap) event.label = mark.label;
        const bool is_known = is_told(sidecar, mark, event.gap.has_value());
        if (mark.at < info.frames && !is_known) sidecar.add(std::move(event));
    }
}

/// What the journal says, held to the sound as it is.
std::optional<Sidecar> sidecar_of(const fs::path& wav, const WavInfo& info) {
    auto sidecar = read_journal(TakePaths::of_sound(wav).journal());
    if (!sidecar || !info.format || !info.note || !info.note->closed) return {};
    if (sidecar->frames != info.frames) { // its end was never written, or not to the end
        sidecar->figures.reset();
        sidecar->stop.clear();
    }
    sidecar->file = wav.filename();
    sidecar->format = *info.format;
    sidecar->frames = info.frames;
    cut_events(*sidecar, info.frames);
    add_what_only_the_sound_tells(*sidecar, info);
    return sidecar;
}

/// With a digest where there is a block to make it by.
Finished finish(const fs::path& wav, const Timestamp& now, DigestBlock* block, const GoOn& go_on) {
    if (!is_file(TakePaths::of_sound(wav).journal()) || !is_file(wav)) return Finished::no_sidecar;
    const UniqueFd fd(::open(wav.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(wav, errno);
    const WavInfo info = read_wav_info(fd.get(), wav);
    auto sidecar = sidecar_of(wav, info);
    if (!sidecar) return Finished::no_sidecar;
    const bool dated = set_date(*sidecar, now) || sidecar->clock == set_afterwards;
    if (block) {
        const auto loudness = LoudnessMeter::of(*info.format);
        const auto sha256 = sound_digest(fd.get(), wav, info, *block, go_on, loudness.get());
        if (!sha256) return Finished::put_off;
        sidecar->sha256 = *sha256;
        if (const auto noted = read_journal(TakePaths::of_sound(wav).journal()))
            sidecar->notes = noted->notes; // somebody may have noted something meanwhile
        if (loudness && is_file(wav))
            change_chunks(wav, [&](std::span<std::byte> chunks) {
                set_loudness(chunks, loudness->result());
            });
    }
    if (!is_file(wav)) return Finished::no_sidecar; // removed meanwhile, to make room
    publish(wav, *sidecar);
    if (dated) date_chunks(wav, *sidecar);
    const bool has_false_time = dated || sidecar->clock_error; // the file, by the machine's clock
    if (has_false_time) set_time(wav, *sidecar);
    return Finished::done;
}

bool waits_for_date(const fs::path& wav) {
    bool waits = false;
    change_chunks(
        wav, [&waits](std::span<std::byte> chunks) { waits = waits || waits_for_start(chunks); });
    return waits;
}

/// The sidecar first: by it the file is dated also where the power is cut in between.
bool date(const fs::path& json, const Timestamp& now) {
    auto sidecar = read_sidecar(json);
    if (!sidecar || !sidecar->frames) return false;
    const auto take = TakePaths::of_sidecar(json);
    const bool is_news = set_date(*sidecar, now);
    if (is_news) replace_sidecar(take, *sidecar);
    if (!is_news && !(was_dated_late(*sidecar) && waits_for_date(take.wav()))) return false;
    date_chunks(take.wav(), *sidecar);
    set_time(take.wav(), *sidecar);
    return is_news;
}

/// Of one that cannot be asked finish_sidecar() tells why.
bool is_finished(const TakePaths& take) {
    try {
        return is_file(take.wav()) && (!is_file(take.part()) || has_fat_double_name(take.wav()));
    } catch (const Error&) {
        return true;
    }
}

} // namespace

Finished finish_sidecar(const fs::path& wav, DigestBlock& block, const GoOn& go_on,
                        const Timestamp& now) {
    return finish(wav, now, &block, go_on);
}

Finished finish_sidecar_without_digest(const fs::path& wav, const Timestamp& now) {
    return finish(wav, now, nullptr, {});
}

void replace_sidecar(const TakePaths& take, const Sidecar& sidecar) {
    const fs::path json = take.sidecar();
    const UniqueFd folder = open_folder_of(json);
    const fs::path fresh = write_new(folder.get(), take, sidecar);
    if (::renameat(folder.get(), fresh.filename().c_str(), folder.get(), json.filename().c_str()) !=
        0) {
        const int error = errno;
        ::unlinkat(folder.get(), fresh.filename().c_str(), 0);
        throw storage_error(json, error);
    }
    sync_name(folder.get(), json);
}

std::vector<fs::path> unfinished_sidecars(const fs::path& folder, const See& see) {
    std::vector<fs::path> takes;
    std::optional<Error> trouble;
    const auto is_wanted = [&see](const fs::path& file) {
        if (see) see(file);
        return is_journal(file);
    };
    const auto journals =
        files_below(folder, is_wanted, [&](const Error& error) { trouble = error; });
    for (const fs::path& journal : journals) {
        const auto take = TakePaths::of_sidecar(journal);
        if (is_finished(take)) takes.push_back(take.wav());
    }
    if (trouble && takes.empty()) throw Error(*trouble);
    return takes;
}

std::vector<fs::path> date_sidecars(const fs::path& folder, const Timestamp& now) {
    std::vector<fs::path> all, dated;
    for_each_in(folder, [&all](const fs::path& file, EntryKind) {
        if (is_sidecar(file) && file.filename().native().starts_with("boot-")) all.push_back(file);
    });
    std::ranges::sort(all);
    for (const fs::path& json : all)
        if (date(json, now)) dated.push_back(json);
    return dated;
}

} // namespace redstart
