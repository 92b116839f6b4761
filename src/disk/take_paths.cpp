// Endings are put behind a name or cut off; what stands before them is never looked at.
#include "disk/take_paths.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <string_view>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view wav_ending = ".wav", sidecar_ending = ".json";
constexpr std::string_view part_ending = ".part", new_ending = ".new", keep_ending = ".keep";
constexpr std::string_view unfinished_ending = ".wav.part", journal_ending = ".json.part";
constexpr std::array<std::string_view, 5> of_any_recorder = {wav_ending, ".wave", ".bwf", ".rf64",
                                                             unfinished_ending};

fs::path without(std::string_view ending, const fs::path& file) {
    const std::string& text = file.native();
    return text.ends_with(ending) ? text.substr(0, text.size() - ending.size()) : text;
}

} // namespace

TakePaths TakePaths::of_sound(const fs::path& file) {
    return TakePaths(file.extension() == part_ending ? without(part_ending, file) : file);
}

TakePaths TakePaths::of_sidecar(const fs::path& file) {
    return of_name(without(sidecar_ending, without(part_ending, file)));
}

TakePaths TakePaths::of_name(fs::path name) {
    return TakePaths(name += wav_ending);
}

fs::path TakePaths::name() const {
    return without(wav_ending, wav_);
}

fs::path TakePaths::part() const {
    return fs::path(wav_) += part_ending;
}

fs::path TakePaths::sidecar() const {
    return fs::path(wav_).replace_extension(sidecar_ending);
}

fs::path TakePaths::new_sidecar() const {
    return sidecar() += new_ending;
}

fs::path TakePaths::journal() const {
    return sidecar() += part_ending;
}

fs::path TakePaths::keep() const {
    return fs::path(wav_).replace_extension(keep_ending);
}

fs::path TakePaths::recovered(int attempt) const {
    fs::path file = name();
    if (attempt > 0) file += "_recovered";
    if (attempt > 1) file += "_" + std::to_string(attempt);
    return file += wav_ending;
}

bool is_wav(const fs::path& file) noexcept {
    return file.native().ends_with(wav_ending);
}

bool is_part(const fs::path& file) noexcept {
    return file.native().ends_with(unfinished_ending);
}

bool is_sidecar(const fs::path& file) noexcept {
    return file.native().ends_with(sidecar_ending);
}

bool is_journal(const fs::path& file) noexcept {
    return file.native().ends_with(journal_ending);
}

bool is_wav_of_any_recorder(const fs::path& file) {
    std::string name = file.filename();
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::ranges::any_of(of_any_recorder,
                               [&name](auto ending) { return name.ends_with(ending); });
}

std::optional<std::string> take_name_in(const std::string& file_name) {
    const std::size_t end = std::min(file_name.rfind(wav_ending), file_name.rfind(sidecar_ending));
    if (end == file_name.npos) return {};
    return file_name.substr(0, end);
}

/// The number goes between the stem and the extension.
fs::path numbered(const fs::path& file, unsigned number) {
    if (number == 1) return file;
    char suffix[16];
    std::snprintf(suffix, sizeof suffix, "_%03u", number);
    fs::path result = file;
    return result.replace_filename(file.stem().string() + suffix + file.extension().string());
}

} // namespace redstart
