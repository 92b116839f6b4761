// What Redstart throws: the object, the cause, and what to do about it, in one line.
#pragma once

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>

namespace redstart {

/// what() reads `hw:CARD=mic: no such device; redstart devices lists them`. Thrown while something
/// is being set up, never from the sound path. code() is the system's error where there was one;
/// kind() is what a program decides by, where the words are for people.
class Error : public std::runtime_error {
public:
    enum class Kind : std::uint8_t {
        other,
        busy,      // another program has it
        exists,    // a file of that name is there already
        no_device, // no device of that name, or it went away
        full,      // no room on the card, or none for this user
        state,     // not at this time: a take is under way, or none is
        format,    // a rate, sample format or number of channels that is refused; no WAV file
    };

    /// Of the kind that the code tells: EBUSY is busy, ENOSPC is full.
    Error(const std::string& object, const std::string& cause, const std::string& remedy,
          std::error_code code = {})
        : Error(object, cause, remedy, kind_of(code), code) {}

    Error(const std::string& object, const std::string& cause, const std::string& remedy, Kind kind,
          std::error_code code = {})
        : Error(Line{object + ": " + cause + "; " + remedy}, kind, code) {}

    /// One that comes back from another thread or program, as its what().
    static Error from_line(const std::string& line, std::error_code code = {}) {
        return {Line{line}, kind_of(code), code};
    }

    /// The same error, remedy and all, with the place in front that it came up in.
    Error within(const std::string& place) const {
        return {Line{place + ": " + what()}, kind_, code_};
    }

    const std::error_code& code() const noexcept { return code_; }
    Kind kind() const noexcept { return kind_; }

private:
    struct Line {
        std::string text;
    };
    Error(const Line& line, Kind kind, std::error_code code)
        : std::runtime_error(line.text), code_(code), kind_(kind) {}

    static Kind kind_of(std::error_code code) noexcept;

    std::error_code code_;
    Kind kind_;
};

inline Error::Kind Error::kind_of(std::error_code code) noexcept {
    switch (code.category() == std::generic_category() ? code.value() : 0) {
    case EBUSY:
    case ETXTBSY:
        return Kind::busy;
    case EEXIST:
        return Kind::exists;
    case ENODEV:
    case ENXIO:
        return Kind::no_device;
    case ENOSPC:
    case EDQUOT:
        return Kind::full;
    default:
        return Kind::other;
    }
}

/// What helps against an errno value, where nothing more is known than that.
inline const char* remedy_for(int errno_value) noexcept {
    switch (errno_value) {
    case ENOENT:
    case ENOTDIR:
        return "look for its name with ls";
    case ELOOP:
        return "name what the link leads to";
    case EISDIR:
        return "name a file in it";
    case ENAMETOOLONG:
        return "name it shorter";
    case EACCES:
    case EPERM:
        return "give this user the right to it";
    case EBUSY:
    case ETXTBSY:
    case EWOULDBLOCK:
        return "end the program that uses it, or try again";
    case EMFILE:
        return "allow more open files: ulimit -n, or LimitNOFILE= of the service";
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return "end other programs: the machine has no room for more";
    case ENODEV:
    case ENXIO:
        return "plug it in";
    case EIO:
        return "dmesg tells whether its card or its cable fails";
    default:
        return "try again; journalctl -b may tell more";
    }
}

/// The Error for an errno value: `/mnt/card: No space left on device; REMEDY`.
inline Error system_error(const std::string& object, int errno_value, const std::string& remedy) {
    const std::error_code code(errno_value, std::generic_category());
    return {object, code.message(), remedy, code};
}

inline Error system_error(const std::string& object, int errno_value) {
    return system_error(object, errno_value, remedy_for(errno_value));
}

} // namespace redstart
