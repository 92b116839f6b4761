// Lines are replaced where they stand; files are replaced whole.
#include "config/boot_config.hpp"

#include "base/unique_fd.hpp"
#include "disk/lookup.hpp"
#include "disk/storage.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace redstart {

namespace fs = std::filesystem;

namespace {

std::string trimmed(const std::string& line) {
    const auto begin = line.find_first_not_of(" \t"), end = line.find_last_not_of(" \t\r");
    return begin == std::string::npos ? std::string() : line.substr(begin, end + 1 - begin);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// What a line sets: "dtparam=audio", "dtoverlay=vc4-kms-v3d", "force_eeprom_read".
std::string subject(const std::string& line) {
    const bool is_of_the_tree = line.starts_with("dtparam=") || line.starts_with("dtoverlay=");
    return line.substr(0, line.find_first_of("=,", is_of_the_tree ? line.find('=') + 1 : 0));
}

std::string read_all(const fs::path& file) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in || in.bad()) throw reading_error(file, errno != 0 ? errno : EIO);
    return text.str();
}

fs::path config_txt(const fs::path& root) {
    for (const char* place : {"boot/firmware/config.txt", "boot/config.txt"})
        if (is_file(root / place)) return root / place;
    throw Error(root / "boot/firmware/config.txt", "no such file",
                "this is no Raspberry Pi; --root names the mounted card of one");
}

void add(std::vector<BootFile>& changes, const fs::path& file,
         const std::vector<std::string>& lines) {
    const std::string before = is_file(file) ? read_all(file) : std::string();
    std::string after = with_boot_lines(before, lines);
    if (after != before) changes.push_back({file, before, std::move(after)});
}

void write_new(int folder, const fs::path& file, const std::string& text) {
    const std::string name = file.filename();
    const UniqueFd out = create_new(folder, name.c_str(), O_WRONLY);
    if (!out) throw storage_error(file, errno);
    iovec part{const_cast<char*>(text.data()), text.size()};
    std::error_code error = write_on(out.get(), {&part, 1}).error;
    if (!error) error = sync_all(out.get());
    if (!error && ::fchmod(out.get(), 0644) != 0 && errno != EPERM) error = last_error();
    if (!error) return;
    ::unlinkat(folder, name.c_str(), 0);
    throw storage_error(file, error.value());
}

/// The first name that nobody has.
fs::path name_of_copy(const fs::path& file) {
    fs::path copy = file.string() + ".before-redstart";
    for (int i = 2; is_there(copy); ++i)
        copy = file.string() + ".before-redstart-" + std::to_string(i);
    return copy;
}

} // namespace

std::vector<std::string> boot_lines(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string& line : lines_of(text))
        if (const std::string set = trimmed(line); !set.empty() && set.front() != '#')
            lines.push_back(set);
    return lines;
}

std::string with_boot_lines(const std::string& text, const std::vector<std::string>& wanted) {
    std::vector<std::string> lines = lines_of(text), missing;
    bool has_changed = false;
    for (const std::string& line : wanted) {
        bool is_set = false;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const std::string there = trimmed(lines[i]);
            if (there.empty() || there.front() == '#' || subject(there) != subject(line)) continue;
            is_set = true;
            if (there == line) continue;
            lines[i] = "#" + there + "  (as it was before redstart board)";
            lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(++i), line);
            has_changed = true;
        }
        if (!is_set) missing.push_back(line);
    }
    if (!has_changed && missing.empty()) return text;
    if (!missing.empty()) {
        lines.insert(lines.end(), {"", "# For Redstart (redstart board)", "[all]"});
        lines.insert(lines.end(), missing.begin(), missing.end());
    }
    std::string result;
    for (const std::string& line : lines) result += line + '\n';
    return result;
}

std::vector<BootFile> boot_files(const fs::path& root, const std::vector<std::string>& lines) {
    const fs::path config = config_txt(root);
    std::vector<BootFile> changes;
    if (read_all(config).find("/etc/default/raspi-firmware-custom") != std::string::npos)
        add(changes, root / "etc/default/raspi-firmware-custom", lines);
    add(changes, config, lines);
    return changes;
}

fs::path write_boot_file(const BootFile& change) {
    const UniqueFd folder = open_folder_of(change.file);
    const bool is_new = !is_there(change.file);
    if (!is_new && !is_file(change.file))
        throw Error(change.file, "no regular file", "write the lines into what it leads to");
    const fs::path copy = is_new ? fs::path() : name_of_copy(change.file);
    if (!is_new) write_new(folder.get(), copy, change.before);
    const fs::path fresh = change.file.string() + ".redstart-new";
    if (is_file(fresh)) ::unlink(fresh.c_str()); // of a life that was cut off
    write_new(folder.get(), fresh, change.after);
    if (::rename(fresh.c_str(), change.file.c_str()) != 0) {
        const int error = errno;
        ::unlink(fresh.c_str());
        throw storage_error(change.file, error);
    }
    if (const auto error = sync_all(folder.get())) throw storage_error(change.file, error.value());
    return copy;
}

} // namespace redstart
