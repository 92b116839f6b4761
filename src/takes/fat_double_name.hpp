// One file under two names, as FAT leaves it when the power is cut in a renaming.
#pragma once

#include <filesystem>

namespace redstart {

/// FAT writes the new name before it removes the old one; after a cut between the two, both lead to
/// the same clusters. Removing or writing to one of them then harms the other, so both are
/// left for fsck.fat. True where NAME.wav and NAME.wav.part are regular files of one length that
/// begin and end alike. Throws nothing; a file that cannot be read has none.
bool has_fat_double_name(const std::filesystem::path& wav) noexcept;

} // namespace redstart
