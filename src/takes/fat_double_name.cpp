// Compares the header, the sound next to it and the end: two takes do not agree in those.
#include "takes/fat_double_name.hpp"

#include "base/unique_fd.hpp"
#include "disk/take_paths.hpp"
#include "wav/header.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

using Pages = std::array<std::byte, 2 * header_bytes>;

class File {
public:
    explicit File(const std::filesystem::path& path)
        : fd_(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)) {}

    /// Its length; nothing where it is not a regular file.
    std::optional<off_t> length() const noexcept {
        struct stat status {};
        if (!fd_ || ::fstat(fd_.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
        return status.st_size;
    }

    std::optional<Pages> read(off_t place) const noexcept {
        Pages pages{};
        const auto got = ::pread(fd_.get(), pages.data(), pages.size(), place);
        if (got != static_cast<ssize_t>(pages.size())) return {};
        return pages;
    }

private:
    UniqueFd fd_;
};

bool agree(const File& one, const File& other, off_t place) {
    const auto pages = one.read(place);
    return pages && pages == other.read(place);
}

} // namespace

bool has_fat_double_name(const std::filesystem::path& wav) noexcept try {
    const File finished(wav), part(TakePaths::of_finished(wav).part());
    const auto length = finished.length();
    constexpr off_t least{std::tuple_size_v<Pages>};
    return length && *length >= least && length == part.length() && agree(finished, part, 0) &&
           agree(finished, part, *length - least);
} catch (const std::bad_alloc&) {
    return false;
}

} // namespace redstart
