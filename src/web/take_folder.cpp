// Each part of a place is opened in the folder before it, without following a link.
#include "web/take_folder.hpp"

#include "base/utf8.hpp"
#include "disk/storage.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace redstart {
namespace {

constexpr std::size_t most_part_bytes = 255;

bool is_legal_part(std::string_view part) noexcept {
    return !part.empty() && part.size() <= most_part_bytes && part.front() != '.' &&
           std::ranges::none_of(part, [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

bool is_legal_place(std::string_view place) noexcept {
    if (place.size() > TakeFolder::most_place_bytes || !is_utf8(place)) return false;
    for (std::size_t depth = 0; depth < TakeFolder::deepest; ++depth) {
        const std::size_t slash = place.find('/');
        if (!is_legal_part(place.substr(0, slash))) return false;
        if (slash == place.npos) return true;
        place.remove_prefix(slash + 1);
    }
    return false;
}

UniqueFd enter(int folder, const std::string& part) noexcept {
    return UniqueFd(::openat(folder, part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

} // namespace

std::optional<TakeFileKind> take_file_kind(std::string_view place) noexcept {
    if (!is_legal_place(place)) return {};
    constexpr std::array<std::pair<std::string_view, TakeFileKind>, 4> endings = {
        {{".wav", TakeFileKind::wav},
         {".wav.part", TakeFileKind::part},
         {".flac", TakeFileKind::flac},
         {".json", TakeFileKind::sidecar}}};
    const auto has = [place](const auto& ending) { return place.ends_with(ending.first); };
    const auto* const found = std::ranges::find_if(endings, has);
    if (found == endings.end()) return {};
    return found->second;
}

UniqueFd TakeFolder::open_folder_of(std::string_view place) const {
    UniqueFd folder(::open(folder_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!is_legal_place(place)) return {};
    for (std::size_t slash = place.find('/'); folder && slash != place.npos;
         slash = place.find('/')) {
        folder = enter(folder.get(), std::string(place.substr(0, slash)));
        place.remove_prefix(slash + 1);
    }
    return folder;
}

UniqueFd TakeFolder::open(std::string_view place) const {
    if (!take_file_kind(place)) return {};
    const UniqueFd folder = open_folder_of(place);
    if (!folder) return {};
    const std::string name(place.substr(place.rfind('/') + 1)); // npos + 1 is 0
    UniqueFd file(::openat(folder.get(), name.c_str(),
                           O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file && errno != ENOENT && errno != ELOOP && errno != ENXIO)
        throw reading_error(folder_ / place, errno);
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
    return file;
}

std::filesystem::path in_folder(const UniqueFd& folder, const std::filesystem::path& name) {
    return path_of(folder) / name;
}

std::filesystem::path path_of(const UniqueFd& file) {
    return "/proc/self/fd/" + std::to_string(file.get());
}

} // namespace redstart
