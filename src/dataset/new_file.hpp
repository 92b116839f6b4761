// A new file that is written from its beginning to its end, through a buffer.
#pragma once

#include "base/unique_fd.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace redstart {

/// Belongs to one thread. Every call throws Error where it cannot be written.
class NewFile {
public:
    /// Throws also where somebody has that name.
    explicit NewFile(std::filesystem::path file);
    NewFile(NewFile&&) = default;

    void append(std::string_view text);
    /// All that a file holds from its beginning, which may not be another number of bytes. What
    /// `on_block` throws, which is called for every 16 MB, ends it.
    void append_file(int from, const std::string& name, std::uint64_t bytes,
                     const std::function<void()>& on_block = {});
    /// What was appended is in the file, though not on the card yet. Nothing may follow.
    void close();

private:
    void flush();

    std::filesystem::path file_;
    UniqueFd fd_;
    std::string buffer_;
};

} // namespace redstart
