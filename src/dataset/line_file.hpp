// A file of JSON lines that only grows: each on the card before anything is built on it.
#pragma once

#include "base/unique_fd.hpp"
#include "dataset/json_line.hpp"

#include <redstart/error.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace redstart {

/// One that was read.
using Line = nlohmann::json;

class LineFile {
public:
    /// Called with the number of the line too, from 1.
    using Visit = std::function<void(const Line&, std::size_t number)>;

    /// Opens it or makes it, locks it as long as it is open, and visits the lines that it has. What
    /// follows the last line end is a line that a crash tore, or a power cut left as zeros: it is
    /// cut off, for nothing was built on it. Throws Error where the file cannot be opened, is not a
    /// regular file, or is in use by another program, and where a line is not an object.
    LineFile(std::filesystem::path file, const Visit& visit);

    /// In one write, and on the card when it returns. After an error the file is as it was before.
    /// Throws Error.
    void append(const JsonLine& line);

    /// The same without a sync: a crash of the program does not take it away, a power cut may.
    void append_unsynced(const JsonLine& line);

    int fd() const noexcept { return fd_.get(); }

private:
    void read_lines(const Visit& visit);

    const std::filesystem::path file_;
    UniqueFd fd_;
    std::uint64_t bytes_ = 0;
};

/// Visits the whole lines of such a file; a torn one at its end is passed over, and the file stays
/// as it is. Throws as the constructor, and where there is no such file.
void read_line_file(const std::filesystem::path& file, const LineFile::Visit& visit);

} // namespace redstart
