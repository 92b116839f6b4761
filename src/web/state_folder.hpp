// The program's own folder: who is paired, the secret of the tokens, the password's hash.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

/// Made where it is missing, for its owner alone. A file is replaced whole: after a power cut it
/// has the old bytes or the new ones.
class StateFolder {
public:
    explicit StateFolder(std::filesystem::path path); // throws Error

    std::filesystem::path path(const char* name) const { return path_ / name; }
    std::optional<std::string> read(const char* name) const;    // throws Error
    void write(const char* name, std::string_view bytes) const; // throws Error
    void remove(const char* name) const;

private:
    std::filesystem::path path_;
};

} // namespace redstart
