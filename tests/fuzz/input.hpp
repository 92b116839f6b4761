// The bytes that a fuzzer made, as a file without a name.
#pragma once

#include "base/unique_fd.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace redstart {

/// Ends the process where something does not hold: that is how a fuzzer finds it.
inline void require(bool holds) {
    if (!holds) std::abort();
}

class InputFile {
public:
    explicit InputFile(std::span<const std::uint8_t> bytes) : fd_(::memfd_create("input", 0)) {
        require(::write(fd_.get(), bytes.data(), bytes.size()) ==
                static_cast<ssize_t>(bytes.size()));
    }

    int fd() const noexcept { return fd_.get(); }
    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_.get()); }

private:
    UniqueFd fd_;
};

} // namespace redstart
