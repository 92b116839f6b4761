// Names from people's words, and mkdir(2) down the path.
#include "dataset/take_place.hpp"

#include "base/unique_fd.hpp"
#include "base/utf8.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"

#include <cerrno>
#include <sys/stat.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

bool is_legal(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_inside_a_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

} // namespace

std::string path_part(std::string_view word) {
    constexpr std::size_t most_bytes = 64;
    std::string part;
    for (const char c : word) part += is_legal(c) ? c : '_';
    if (part.size() > most_bytes) {
        std::size_t end = most_bytes;
        while (end > 0 && is_inside_a_character(part[end])) --end;
        part.resize(end);
    }
    while (part.starts_with('.') || part.starts_with('-')) part.erase(0, 1);
    while (part.ends_with('.')) part.pop_back();
    return part.empty() ? "_" : part;
}

std::string take_place(const std::string& label, const std::string& speaker, const std::string& id,
                       const std::function<bool(const std::string& file)>& is_taken) {
    const std::string folder = label.empty() ? "" : path_part(label) + "/";
    const std::string name = (speaker.empty() ? "" : path_part(speaker) + "_") + path_part(id);
    std::string file = folder + name + ".wav";
    for (unsigned n = 2; is_taken(file); ++n)
        file = folder + name + "-" + std::to_string(n) + ".wav";
    return file;
}

std::string path_fault(std::string_view file) {
    if (!is_plain_text(file)) return "its file's name has a control character, or is no UTF-8";
    if (file.starts_with('/')) return "its file's path is absolute";
    for (std::size_t end = 0; end != file.npos; file.remove_prefix(end + 1)) {
        end = file.find('/');
        const std::string_view part = file.substr(0, end);
        if (part == "..") return "its file's path leads out of the folder";
        if (part.empty() || part == ".") return "its file's path has a part that is empty";
        if (end == file.npos) break;
    }
    return {};
}

void make_folders(const fs::path& folder) {
    if (folder.empty() || is_folder(folder)) return;
    const fs::path parent = folder.parent_path();
    if (parent != folder) make_folders(parent);
    if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) throw storage_error(folder, errno);
    const UniqueFd above = open_folder_of(folder);
    if (const auto error = sync_all(above.get())) throw storage_error(folder, error.value());
}

} // namespace redstart
