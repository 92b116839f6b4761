// A folder of its own for each test.
#pragma once

#include <redstart/error.hpp>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace redstart {

/// Made anew, and gone with all that is in it at the end.
class Scratch {
public:
    explicit Scratch(const std::filesystem::path& in = std::filesystem::temp_directory_path()) {
        std::string name = in / "redstart-test-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr)
            throw system_error(name, errno, "TMPDIR names another folder");
        folder_ = name;
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

} // namespace redstart
