// A character at a time.
#include "dataset/one_line.hpp"

#include "base/utf8.hpp"

namespace redstart {
namespace {

/// Of a character that is whole.
char32_t code_point(std::string_view character) noexcept {
    const auto first = static_cast<unsigned char>(character.front());
    if (character.size() == 1) return first;
    char32_t code = first & (0x7FU >> character.size());
    for (const char c : character.substr(1))
        code = code << 6 | (static_cast<unsigned char>(c) & 0x3FU);
    return code;
}

/// White_Space of Unicode, controls, the mark that begins a file, and what steers lines of text.
bool is_blank(char32_t code) noexcept {
    return code <= 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
           code == 0x202F || code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

} // namespace

std::string one_line(std::string_view text) {
    std::string line;
    bool wants_space = false;
    while (!text.empty()) {
        const std::size_t bytes = utf8_character(text);
        const bool blank = bytes == 0 || is_blank(code_point(text.substr(0, bytes)));
        if (!blank) {
            if (wants_space && !line.empty()) line += ' ';
            line += text.substr(0, bytes);
        }
        wants_space = blank;
        text.remove_prefix(bytes == 0 ? 1 : bytes);
    }
    return line;
}

} // namespace redstart
