// What info, verify and repair share: the files that were named, and a run over them.
#pragma once

#include "app/command_line.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace redstart {

/// FILE... and --json, of the commands that describe files.
struct FileOptions {
    std::vector<std::string> files;
    bool as_json = false;

    void add_to(Command& command) {
        command.option("FILE", files, "WAV or FLAC files, finished or not, and folders of them")
            .required();
        command.flag("--json", as_json, "an array with an object per file");
    }
};

/// Every file is tried; what is wrong with one does not hide the others.
class FileRun {
public:
    /// Calls `visit` with each file; an Error of one is told.
    template <class Files, class Visit>
    void each(const Files& files, Visit visit) {
        for (const auto& file : files) {
            try {
                visit(file);
            } catch (const Error& error) {
                complain(error.what());
            }
        }
    }

    /// On standard error, behind what was said of the files before.
    void complain(const std::string& what);
    void fail() noexcept { ++failed_; }

    int failed() const noexcept { return failed_; }
    int code() const noexcept { return failed_ > 0 ? 1 : 0; }

private:
    int failed_ = 0;
};

/// Of a folder all WAV and FLAC files below it, finished or not, in the order of their names; one
/// that has none is a fault. All else stays as it was named.
std::vector<std::string> with_folders_opened(const std::vector<std::string>& named, FileRun& run);

/// For --json; names of files that are no UTF-8 are made so.
void print_list(const nlohmann::json& list);

} // namespace redstart
