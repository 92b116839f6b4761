// One character of UTF-8 at a time, as RFC 3629 defines them.
#pragma once

#include <cstddef>
#include <string_view>

namespace redstart {

/// How many bytes the character has that the text begins with; 0 where it is none.
std::size_t utf8_character(std::string_view text) noexcept;

/// Whole characters of UTF-8.
bool is_utf8(std::string_view text) noexcept;

/// Whole characters of UTF-8 and none that steers a terminal: U+0000 to U+001F, U+007F to U+009F.
bool is_plain_text(std::string_view text) noexcept;

/// A letter, a digit, `-` or `_`: what is legal in every file name and needs no quotes in a shell.
bool is_word_character(char c) noexcept;

} // namespace redstart
