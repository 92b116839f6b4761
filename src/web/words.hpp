// The words of redstart-web's command line.
#pragma once

#include <redstart/error.hpp>

#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// What makes no sense on the command line: exit code 2.
struct WrongWords : Error {
    using Error::Error;
};

struct WebWords {
    std::string command;           // empty: serve
    std::vector<std::string> rest; // DIGITS
    std::optional<std::string> config, listen, socket, sound, folder, state, page, revoke;
    bool json = false, remove = false, help = false, version = false;
};

/// Throws WrongWords.
WebWords read_words(const std::vector<std::string>& words);

extern const char* const web_help;

} // namespace redstart
