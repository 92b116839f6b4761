// The file that another one is made of: what is asked of it before, and how it goes afterwards.
#pragma once

#include "base/unique_fd.hpp"
#include "takes/convert.hpp"
#include "takes/sidecar.hpp"

#include <redstart/error.hpp>

#include <sys/stat.h>

namespace redstart {

/// Open to read from its construction on. All here throw Error.
class OriginalFile {
public:
    /// A file that somebody still writes is refused; with Original::goes also one whose sidecar is
    /// still to be made, and a link to one.
    OriginalFile(std::filesystem::path file, Original original);

    int fd() const noexcept { return file_.get(); }
    const std::string& name() const noexcept { return path_.native(); }
    std::uint64_t bytes() const noexcept { return static_cast<std::uint64_t>(before_.st_size); }
    const timespec& changed() const noexcept { return before_.st_mtim; }

    /// Throws unless the sound is what the sidecar beside it says was recorded; one without a
    /// digest, or of other sound, says nothing.
    void hold_to_sidecar(const AudioFormat& format, Frames frames, const std::string& sha256) const;

    /// Throws where it was written to since the construction.
    void expect_unchanged() const;

    /// Removes it where that was wanted, as long as its name still leads to it.
    void conclude() const;

private:
    const std::filesystem::path path_;
    const Original original_;
    const UniqueFd file_;
    struct stat before_ {};
};

/// The Error of a conversion that `go_on` ended.
Error stopped(const std::string& name);

} // namespace redstart
