// Whatever was asked for: one new file, one new sidecar, or new names.
#include "takes/care_for.hpp"

#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_lock.hpp"
#include "takes/convert.hpp"
#include "takes/finish_sidecar.hpp"
#include "takes/journal.hpp"
#include "takes/journal_note.hpp"
#include "takes/sidecar.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <fcntl.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// Nothing where it is not below the folder.
fs::path below(const fs::path& folder, const fs::path& file) {
    const fs::path place = file.lexically_normal().lexically_relative(folder.lexically_normal());
    return place.empty() || *place.begin() == ".." || place == "." ? fs::path() : place;
}

/// The folder may be a link, which those who stand in it do not see.
fs::path place_below(const fs::path& folder, const std::string& file) {
    const fs::path place = below(folder, folder / file);
    return place.empty() && is_folder(folder) ? below(whole_path_of(folder), file) : place;
}

TakePaths take_below(const fs::path& folder, const std::string& file) {
    const fs::path place_in = place_below(folder, file);
    if (file.find('\0') != file.npos || place_in.empty())
        throw Error(file, "not below the folder of the takes", "name a take in " + folder.string());
    fs::path on = folder;
    for (const fs::path& part : place_in.parent_path())
        if (!is_folder_itself(on /= part))
            throw Error(file, on.string() + " is no folder", "look for the take's name");
    const fs::path place = folder / place_in;
    if (is_wav(place)) return TakePaths::of_finished(place);
    if (place.extension() == ".flac") return TakePaths::of_finished(wav_of(place));
    throw Error(file, "not the name of a finished take",
                "name a .wav or .flac in " + folder.string());
}

/// What is recorded, or was left by a crash, has its name to come.
void check_is_ended(const TakePaths& take) {
    if (is_file(take.wav()) || !is_file(take.part())) return;
    const UniqueFd part(
        ::open(take.part().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!part) throw storage_error(take.part(), errno);
    if (is_being_written(part.get()))
        throw Error(take.wav(), "it is still being recorded", "redstart stop ends it");
    throw Error(take.part(), "it was left unfinished",
                "redstart repair --apply " + take.part().string());
}

void check_is_there(const TakePaths& take) {
    check_is_ended(take);
    if (!is_file(take.wav()) && !is_file(flac_of(take.wav())))
        throw Error(take.wav(), "no such take",
                    "look for its name: ls " + take.wav().parent_path().string());
}

/// NAME.keep, which may be there already.
void keep(const TakePaths& take) {
    check_is_there(take);
    const UniqueFd folder = open_folder_of(take.wav());
    const UniqueFd file = create_new(folder.get(), take.keep().filename().c_str(), O_WRONLY);
    if (!file && errno == EEXIST) return;
    if (!file) throw storage_error(take.keep(), errno);
    if (const auto error = sync_renamed(folder.get(), file.get()))
        throw storage_error(take.keep(), error.value());
}

Notes with_note(const Notes& all, const std::string& text) {
    constexpr std::string_view note = "note";
    Notes others;
    for (const auto& [key, value] : all.all())
        if (key != note) others.set(key, value);
    if (!text.empty()) others.set(note, text);
    return others;
}

void note(const TakePaths& take, const std::string& text) {
    check_is_there(take);
    if (auto sidecar = read_sidecar(take.sidecar())) {
        sidecar->notes = with_note(sidecar->notes, text);
        return replace_sidecar(take, *sidecar);
    }
    const auto unfinished = read_journal(take.journal()); // its digest is made in idle time
    if (!unfinished)
        throw Error(take.wav(), "no sidecar of Redstart's is beside it", "note it in its name");
    note_in_journal(take.journal(), with_note(unfinished->notes, text));
}

} // namespace

fs::path care_for(const fs::path& folder, const TakeCare& care, DeletedTakes& deleted) {
    const TakePaths take = take_below(folder, care.file);
    switch (care.care) {
    case Care::keep:
        keep(take);
        break;
    case Care::note:
        note(take, care.text);
        break;
    case Care::remove:
        check_is_ended(take);
        deleted.remove(take, Clock::now());
        break;
    case Care::restore:
        deleted.restore(take);
        break;
    }
    return take.wav();
}

} // namespace redstart
