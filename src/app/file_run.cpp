// One line for each fault, and one list at the end.
#include "app/file_run.hpp"

#include "disk/lookup.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <string_view>

namespace redstart {

namespace {

bool is_sound(const std::filesystem::path& file) {
    constexpr std::array<std::string_view, 3> endings = {".wav", ".wav.part", ".flac"};
    std::string name = file.filename();
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::ranges::any_of(endings, [&](std::string_view end) { return name.ends_with(end); });
}

} // namespace

std::vector<std::string> with_folders_opened(const std::vector<std::string>& named, FileRun& run) {
    std::vector<std::string> all;
    run.each(named, [&](const std::string& name) {
        if (name.empty() || name == "-" || !is_folder(name)) return all.push_back(name);
        const auto files =
            files_below(name, is_sound, [&](const Error& error) { run.complain(error.what()); });
        if (files.empty())
            throw Error(name, "no WAV or FLAC file is in it", "name another folder, or files");
        all.insert(all.end(), files.begin(), files.end());
    });
    return all;
}

void FileRun::complain(const std::string& what) {
    fail();
    std::fflush(stdout);
    std::fprintf(stderr, "redstart: %s\n", what.c_str());
}

void print_list(const nlohmann::json& list) {
    std::puts(list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

} // namespace redstart
