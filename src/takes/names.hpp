// The name of the next take: always a new one.
#pragma once

#include "takes/name_pattern.hpp"

#include <filesystem>
#include <optional>
#include <sys/types.h>

namespace redstart {

class TakeNames {
public:
    /// `folder` is the base; it is never made, because it may be a card that is not there.
    TakeNames(std::filesystem::path folder, NamePattern pattern);

    /// The path of a NAME.wav of which neither that nor NAME.json nor a .part of one exists; asked
    /// again before it is made, it is the same. {seq} is one more than the highest that was in its
    /// folder when this was first asked for a name in it, or that was handed out and made since.
    /// That folder exists on return: one that the pattern asks for below the base is made and
    /// synced. Without a clock it is boot-<n>_<seq> in the base, or boot-<n>_<name>_<seq>, n
    /// counting the boots that had none. Throws Error where a folder cannot be read or made.
    std::filesystem::path next(std::chrono::system_clock::time_point now, bool clock_is_set,
                               std::string_view name = {});

private:
    unsigned highest_in(const std::filesystem::path& folder, const NamePattern& pattern);

    struct Folder { // the one that was read last; a card of the same name is another
        std::filesystem::path folder;
        dev_t device = 0;
        ino_t inode = 0;
        unsigned highest = 0;
    };
    struct Name {
        std::filesystem::path file;
        unsigned seq = 0;
    };

    const std::filesystem::path folder_;
    const NamePattern pattern_;
    std::optional<NamePattern> boot_pattern_; // once a name was needed without a clock
    Folder known_;
    Name last_; // handed out last
};

} // namespace redstart
