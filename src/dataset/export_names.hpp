// Names that no two takes have, nor two speakers, and that differ on FAT too.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace redstart {

class ExportNames {
public:
    explicit ExportNames(char between = '-') : between_(between) {}

    /// The word as its key_part(); where it is taken, with "-2", "-3" and so on behind it.
    std::string add(std::string_view word);

private:
    char between_;
    std::unordered_set<std::string> taken_; // in small letters
    std::unordered_map<std::string, unsigned> last_;
};

/// path_part() with `_` for dots: what follows a dot is the kind of a file.
std::string key_part(std::string_view word);

} // namespace redstart
