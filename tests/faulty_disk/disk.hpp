// One call on the storage: counted, led through the plan, and written down.
#pragma once

#include "faulty_disk/plan.hpp"

#include <cerrno>
#include <mutex>
#include <span>
#include <string>
#include <sys/uio.h>

namespace faulty_disk {

/// What was asked for, as far as the trace tells it.
struct Asked {
    Kind kind;
    const char* call;             // "pwritev", "?lstat"
    std::string path, other = {}; // `other`: the new name of a rename or link
    long long place = 0;          // of a write, or the length asked of truncate
    std::span<const iovec> parts = {};
    std::size_t block = 1; // a write in part ends at a multiple of it
};

std::size_t bytes_in(std::span<const iovec> parts) noexcept;

/// Made from the environment at the first call; see tests/faulty_disk/README.md. For any thread.
class Disk {
public:
    static Disk& get();

    /// Nothing that lies outside the folder is looked at any further.
    bool is_below(const std::string& path) const noexcept;

    /// Does what the plan leaves of the call: `real(bytes)` with as many of its bytes as it may
    /// write, and returns what the program gets to see, with errno.
    template <class Real>
    long pass(const Asked& asked, Real real) {
        const unsigned long number = is_question(asked.kind) ? ++questions_ : ++calls_;
        const Fault fault = plan_.next(asked.kind, asked.path);
        const std::size_t all = bytes_in(asked.parts), half = half_of(all, asked.block);
        using What = Fault::What;
        if (fault.what == What::end) end();
        if (fault.what == What::stall) wait_until_gone(fault.file);
        const bool in_part = fault.what == What::half || fault.what == What::tear;
        if (fault.what == What::fail) errno = fault.error;
        const long result = fault.what == What::fail ? -1 : real(in_part ? half : all);
        const int error = errno;
        note(number, asked, result < 0 ? -error : result);
        if (fault.what == What::end_after || fault.what == What::tear) end();
        errno = error;
        return result;
    }

private:
    Disk();

    /// Rounded up.
    static std::size_t half_of(std::size_t bytes, std::size_t block) noexcept {
        return std::min(bytes, (bytes - bytes / 2 + block - 1) / block * block);
    }
    void note(unsigned long number, const Asked& asked, long result);
    [[noreturn]] static void end();
    static void wait_until_gone(const std::string& file);

    std::string folder_;
    Plan plan_;
    bool with_data_;
    int trace_ = -1;
    std::atomic<unsigned long> calls_{0}, questions_{0};
    std::mutex writing_;
};

} // namespace faulty_disk
