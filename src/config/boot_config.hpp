// A board's lines in the file that the Raspberry Pi's firmware reads at power on.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace redstart {

/// The lines of a board's config.txt, without its comments.
std::vector<std::string> boot_lines(const std::string& config_txt);

/// The text with these lines in it. A line that sets the same (dtparam=audio=..., the overlay of
/// the same name) becomes a comment, with the new one in its place; what is set nowhere stands at
/// the end, for all models. The same text where all is set already.
std::string with_boot_lines(const std::string& text, const std::vector<std::string>& lines);

/// A file that has to change for the board, and what it is to be.
struct BootFile {
    std::filesystem::path file;
    std::string before, after; // `before` is empty where there is no such file
};

/// Below the root of a system: /boot/firmware/config.txt, or /boot/config.txt. Debian's package
/// raspi-firmware makes config.txt anew with each kernel and keeps
/// /etc/default/raspi-firmware-custom: where config.txt names that file, both are there. Empty
/// where nothing has to change. Throws Error where there is no config.txt.
std::vector<BootFile> boot_files(const std::filesystem::path& root,
                                 const std::vector<std::string>& lines);

/// Keeps the file as FILE.before-redstart (FILE.before-redstart-2 ...), replaces it in one step and
/// returns the name of the copy (empty where there was none), all of it on the card. Throws Error.
std::filesystem::path write_boot_file(const BootFile& change);

} // namespace redstart
