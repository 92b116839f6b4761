// What every file that is written needs: writes that finish, renames that replace nothing, and
// errors that say what to do.
#pragma once

#include "base/unique_fd.hpp"

#include <redstart/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <sys/uio.h>
#include <system_error>

namespace redstart {

/// How far a write came, and what stopped it.
struct Written {
    std::uint64_t bytes = 0;
    std::error_code error;
};

/// All the parts one behind the other, beginning at an offset in a file; goes on after short writes
/// and signals. `parts` is used up.
Written write_at(int fd, std::uint64_t offset, std::span<iovec> parts) noexcept;

/// The same into a pipe; waits where the descriptor would not.
Written write_on(int fd, std::span<iovec> parts) noexcept;

inline iovec part(std::span<const std::byte> bytes) noexcept {
    return {const_cast<std::byte*>(bytes.data()), bytes.size()};
}

/// fsync and fdatasync, the errors as codes.
std::error_code sync_all(int fd) noexcept;
std::error_code sync_data(int fd) noexcept;

/// The folder that a file is in; of a bare name, the one that is current. Throws Error.
UniqueFd open_folder_of(const std::filesystem::path& file);

/// A new file, for whom the umask lets, or nothing and errno; a name that somebody has, and a link,
/// are EEXIST.
UniqueFd create_new(int folder, const char* name, int flags) noexcept;

/// What lies behind so many bytes is cut off.
std::error_code cut_to(int fd, std::uint64_t bytes) noexcept;

/// Never over a file that exists (EEXIST), also where the file system cannot promise it itself.
/// Where `to` is a second name of the same file, as an earlier try leaves it, `from` goes.
std::error_code rename_without_replacing(int folder, const char* from, const char* to) noexcept;

/// Puts a new name on the card, for good. FAT writes the new entry as that of an empty file until
/// the file is synced, and its long name into the folder's sectors before: a card that got either
/// alone is one that Linux turns read-only. There both go together.
std::error_code sync_renamed(int folder, int file) noexcept;

/// errno as a code.
std::error_code last_error() noexcept;

/// The Error for a file or folder that cannot be written, with what to do about it.
Error storage_error(const std::string& object, int errno_value);

/// The same for a file that cannot be read.
Error reading_error(const std::filesystem::path& file, int errno_value);

} // namespace redstart
