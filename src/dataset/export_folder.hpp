// The folder that an export makes: OUT.part until it is whole, then OUT.
#pragma once

#include "base/unique_fd.hpp"
#include "dataset/export_take.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace redstart {

/// Called with a sentence that the user has to hear.
using ExportRemark = std::function<void(const std::string&)>;

/// Absolute, and without links. Throws Error where there is no such file or folder.
std::filesystem::path real_path(const std::filesystem::path& path);

/// While it exists, OUT.part is there, and locked by a file in it that says whose it is; unless
/// finish() was called, the destructor removes it. Belongs to one thread.
class ExportFolder {
public:
    /// Makes OUT.part. What a killed export left of one goes, and that is told. Throws Error where
    /// OUT is there and not an empty folder, or OUT.part is of somebody else or in use.
    ExportFolder(const std::filesystem::path& out, ExportRemark remark);
    ~ExportFolder();
    ExportFolder(const ExportFolder&) = delete;
    ExportFolder& operator=(const ExportFolder&) = delete;

    /// OUT, absolute: what the paths of its files will begin with.
    const std::filesystem::path& path() const noexcept { return out_; }
    /// The place of a new file for now; the folders that it is in are made.
    std::filesystem::path place(const std::string& file);

    /// The take under another name: by a hard link, or a copy where the file system gives none,
    /// or `copies_` says so; that is told once. `on_block`: see NewFile::append_file().
    void add(const FileBelow& take, int folder, const std::string& file,
             const std::function<void()>& on_block);
    void copy_all() noexcept { copies_ = true; }
    bool has_copies() const noexcept { return has_copies_; }

    /// All of it on the card, and OUT its name. Throws Error.
    void finish();

private:
    void make_part();
    void remove_left_over();
    bool link(const FileBelow& take, int folder, const std::filesystem::path& file);

    const std::filesystem::path out_, part_;
    const ExportRemark remark_;
    UniqueFd marker_; // locked
    bool copies_ = false, has_copies_ = false, is_finished_ = false;
};

} // namespace redstart
