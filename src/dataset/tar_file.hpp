// A tar archive in the making, as POSIX.1-2008 has it (pax).
#pragma once

#include "dataset/new_file.hpp"

namespace redstart {

/// Members are regular files that everybody may read, of nobody, of one time. A name beyond ASCII
/// or 100 bytes, and a size from 8 GiB, stand in an extended header. Throws Error as NewFile.
class TarFile {
public:
    explicit TarFile(std::filesystem::path file) : file_(std::move(file)) {}

    void add(const std::string& name, std::string_view text);
    void add_file(const std::string& name, int from, std::uint64_t bytes,
                  const std::function<void()>& on_block = {}); // NewFile::append_file()
    void close(); // the end of the archive; nothing may follow

    std::uint64_t bytes() const noexcept { return bytes_; }

private:
    void begin(const std::string& name, std::uint64_t bytes);
    void header(const std::string& name, std::uint64_t bytes, char type);
    void pad();

    NewFile file_;
    std::uint64_t bytes_ = 0;
};

} // namespace redstart
