// What one does at the recorder's command line: redstart-web pair, phones, password.
#pragma once

#include <optional>
#include <string>

namespace redstart {

/// Each speaks to the program that is running, through its socket; the exit code. Throws Error.
int pair_at(const std::string& socket, const std::string& digits);
int show_phones_at(const std::string& socket, const std::optional<std::string>& revoked,
                   bool as_json);
int set_password_at(const std::string& socket, bool remove); // a line of standard input, unseen

} // namespace redstart
