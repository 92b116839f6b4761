// A manifest is believed as little as any file: its paths are held to the folder.
#include "dataset/export_take.hpp"

#include "dataset/manifest.hpp"
#include "dataset/one_line.hpp"
#include "dataset/session_log.hpp"
#include "dataset/take_place.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_paths.hpp"
#include "takes/sidecar.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unordered_map>
#include <utility>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = 64 * 1024; // of all the texts of a take

std::string line_fault(const ManifestLine& line) {
    if (line.file == line.replaces) return "it replaces itself";
    if (line.file.size() + line.id.size() + line.text.size() + line.label.size() +
            line.speaker.size() >
        most_bytes)
        return "its texts are longer than 64 KiB";
    return {};
}

using NotesOf = std::unordered_map<std::string, std::shared_ptr<const TakeNotes>>;

/// What was noted of each session.
NotesOf session_notes(const fs::path& folder) {
    NotesOf notes;
    const fs::path log = folder / session_log_name;
    if (!is_there(log)) return notes;
    read_line_file(log, [&notes](const Line& line, std::size_t) {
        const auto session = line.find("session"), all = line.find("notes");
        if (session == line.end() || !session->is_string()) return;
        if (all == line.end() || !all->is_object()) return;
        TakeNotes found;
        for (const auto& [key, value] : all->items())
            if (value.is_string()) found[key] = value.get<std::string>();
        notes[session->get<std::string>()] = std::make_shared<const TakeNotes>(std::move(found));
    });
    return notes;
}

const std::shared_ptr<const TakeNotes>& no_notes() {
    static const auto none = std::make_shared<const TakeNotes>();
    return none;
}

ExportTake take_of(const ManifestLine& line, const NotesOf& notes) {
    ExportTake take;
    take.file = line.file;
    take.line = line.line;
    take.id = one_line(line.id);
    take.text = one_line(line.text);
    take.label = one_line(line.label);
    take.speaker = one_line(line.speaker);
    take.start = one_line(line.start);
    take.sha256 = line.sha256;
    take.gaps = line.gaps;
    const auto found = notes.find(line.session);
    take.notes = found == notes.end() ? no_notes() : found->second;
    return take;
}

std::vector<ExportTake> takes_of_manifest(const fs::path& folder) {
    const NotesOf notes = session_notes(folder);
    std::vector<ExportTake> takes;
    std::unordered_map<std::string, std::size_t> lines;
    for (const ManifestLine& line : read_manifest(folder)) {
        std::string fault = line_fault(line);
        const auto [first, is_new] = lines.emplace(line.file, line.line);
        if (!is_new) fault = "line " + std::to_string(first->second) + " names the same file";
        if (!fault.empty())
            throw Error((folder / manifest_name).string() + ":" + std::to_string(line.line), fault,
                        "correct the line, or take it out");
        takes.push_back(take_of(line, notes));
    }
    return takes;
}

/// The ending in small letters where it is one of sound.
std::string sound_ending(const fs::path& file) {
    std::string ending = file.extension();
    std::ranges::transform(ending, ending.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return ending == ".wav" || ending == ".flac" ? ending : "";
}

ExportTake take_of(const fs::path& folder, const fs::path& file) {
    ExportTake take;
    take.file = file.lexically_relative(folder);
    if (const std::string fault = path_fault(take.file); !fault.empty())
        throw Error(folder, fault, "rename it");
    take.notes = no_notes();
    const auto sidecar = read_sidecar(TakePaths::of_sound(file).sidecar());
    if (!sidecar) return take;
    take.notes = std::make_shared<const TakeNotes>(sidecar->notes.all());
    take.id = take.note("id");
    take.text = take.note("text");
    take.label = take.note("label");
    take.speaker = take.note("speaker");
    if (sidecar->start) take.start = utc_text(*sidecar->start);
    take.sha256 = sidecar->sha256;
    take.gaps = sidecar->gaps();
    return take;
}

std::vector<ExportTake> takes_of_folder(const fs::path& folder) {
    const auto is_sound = [](const fs::path& file) { return !sound_ending(file).empty(); };
    const auto fail = [](const Error& error) { throw error; };
    std::vector<ExportTake> takes;
    for (const fs::path& file : files_below(folder, is_sound, fail))
        takes.push_back(take_of(folder, file));
    return takes;
}

} // namespace

std::string ExportTake::ending() const {
    return sound_ending(file);
}

std::string ExportTake::name() const {
    return line == 0 ? file : file + " (line " + std::to_string(line) + ")";
}

std::string ExportTake::note(const char* key) const {
    const auto found = notes->find(key);
    return found == notes->end() ? "" : one_line(found->second);
}

std::vector<ExportTake> takes_in(const fs::path& folder) {
    if (!is_folder(folder)) throw reading_error(folder, is_there(folder) ? ENOTDIR : ENOENT);
    auto takes =
        is_there(folder / manifest_name) ? takes_of_manifest(folder) : takes_of_folder(folder);
    if (takes.empty())
        throw Error(folder, "no takes in it",
                    "name the folder of a session, or one with WAV files");
    return takes;
}

FileBelow open_below(int folder, const std::string& file) {
    FileBelow found;
    std::size_t begin = 0;
    const auto above = [&] { return found.folder ? found.folder.get() : folder; };
    for (std::size_t end; (end = file.find('/', begin)) != file.npos; begin = end + 1) {
        const std::string part = file.substr(begin, end - begin);
        UniqueFd next(
            ::openat(above(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!next && errno == ENOTDIR) throw Error(file, "a link, or no folder", "copy it there");
        if (!next) throw reading_error(file, errno);
        found.folder = std::move(next);
    }
    found.name = file.substr(begin);
    // Without O_NONBLOCK the open of a FIFO would wait for somebody to write into it.
    found.fd = UniqueFd(
        ::openat(above(), found.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!found.fd && errno == ELOOP) throw Error(file, "a link", "copy it there");
    if (!found.fd) throw reading_error(file, errno);
    struct stat status {};
    if (::fstat(found.fd.get(), &status) != 0) throw reading_error(file, errno);
    if (!S_ISREG(status.st_mode)) throw Error(file, "no regular file", "take it out");
    return found;
}

} // namespace redstart
