// Refuses what only looks like a character: overlong ones, surrogates, and those beyond U+10FFFF.
#include "base/utf8.hpp"

#include <cstdint>

namespace redstart {
namespace {

std::uint8_t byte(std::string_view text, std::size_t at) noexcept {
    return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

} // namespace

std::size_t utf8_character(std::string_view text) noexcept {
    const std::uint8_t first = byte(text, 0), second = byte(text, 1);
    if (first < 0x80) return text.empty() ? 0 : 1;
    const std::size_t bytes = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (bytes == 0 || first > 0xF4) return 0;
    for (std::size_t i = 1; i < bytes; ++i)
        if (byte(text, i) >> 6 != 2) return 0;
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool surrogate = first == 0xED && second > 0x9F;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : bytes;
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t bytes = utf8_character(text);
        if (bytes == 0) return false;
        text.remove_prefix(bytes);
    }
    return true;
}

bool is_plain_text(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t bytes = utf8_character(text);
        const std::uint8_t first = byte(text, 0);
        const bool is_control =
            first < 0x20 || first == 0x7F || (first == 0xC2 && byte(text, 1) < 0xA0);
        if (bytes == 0 || is_control) return false;
        text.remove_prefix(bytes);
    }
    return true;
}

bool is_word_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

} // namespace redstart
