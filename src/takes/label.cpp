// Takes a text character by character, as UTF-8 is defined in RFC 3629.
#include "takes/label.hpp"

#include <algorithm>
#include <cstdint>

namespace redstart {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

std::uint8_t byte(std::string_view text, std::size_t at) noexcept {
    return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

/// How many bytes the character has that the text begins with; 0 where it is none.
std::size_t character(std::string_view text) noexcept {
    const std::uint8_t first = byte(text, 0), second = byte(text, 1);
    if (first < 0x80) return 1;
    const std::size_t bytes = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (bytes == 0 || first > 0xF4) return 0;
    for (std::size_t i = 1; i < bytes; ++i)
        if (byte(text, i) >> 6 != 2) return 0;
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool surrogate = first == 0xED && second > 0x9F;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : bytes;
}

} // namespace

Label::Label(std::string_view text) noexcept {
    text = text.substr(0, text.find('\0'));
    while (!text.empty()) {
        const std::size_t bytes = character(text);
        const std::string_view next = bytes > 0 ? text.substr(0, bytes) : replacement;
        if (size_ + next.size() > bytes_.size()) return;
        std::ranges::copy(next, bytes_.data() + size_);
        size_ += next.size();
        text.remove_prefix(std::max<std::size_t>(1, bytes));
    }
}

} // namespace redstart
