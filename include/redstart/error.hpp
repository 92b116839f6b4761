// What Redstart throws: the object, the cause, and what to do about it, in one line.
#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

namespace redstart {

/// what() reads `hw:CARD=mic: no such device; redstart devices lists them`. Thrown while something
/// is being set up, never from the sound path. code() is the system's error where there was one.
class Error : public std::runtime_error {
public:
    Error(const std::string& object, const std::string& cause, const std::string& remedy = {},
          std::error_code code = {})
        : std::runtime_error(object + ": " + cause + (remedy.empty() ? "" : "; " + remedy)),
          code_(code) {}

    const std::error_code& code() const noexcept { return code_; }

private:
    std::error_code code_;
};

/// The Error for an errno value: `/mnt/card: No space left on device; REMEDY`.
inline Error system_error(const std::string& object, int errno_value,
                          const std::string& remedy = {}) {
    const std::error_code code(errno_value, std::generic_category());
    return {object, code.message(), remedy, code};
}

} // namespace redstart
