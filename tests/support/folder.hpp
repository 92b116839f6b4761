// A folder of its own for each test.
#pragma once

#include <redstart/error.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

namespace redstart {

/// An empty folder that goes with all its content. Some tests ask by TMPDIR for one in memory;
/// where that cannot be had, it is on the disk, and standard error says so.
class TemporaryFolder {
public:
    TemporaryFolder() {
        const char* wanted = std::getenv("TMPDIR");
        if (wanted != nullptr && make_in(wanted)) return;
        const int why = errno;
        if (!make_in("/tmp") && !make_in("/var/tmp")) throw system_error("/var/tmp", errno);
        if (wanted != nullptr)
            std::fprintf(stderr, "%s: %s; the test uses %s\n", wanted, std::strerror(why),
                         path_.c_str());
    }
    /// In that folder, and nowhere else.
    explicit TemporaryFolder(const std::filesystem::path& in) {
        if (!make_in(in)) throw system_error(in, errno, "make room for it there");
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
    bool make_in(const std::filesystem::path& place) {
        std::string name = place / "redstart-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) return false;
        path_ = name;
        return true;
    }

    std::filesystem::path path_;
};

} // namespace redstart
