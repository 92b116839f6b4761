// Random words, and what stands for one where it is kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace redstart {

std::string random_word(std::size_t bytes); // in base64 for addresses
std::string random_digits();                // four, "0471"
std::string hash_of(std::string_view word); // in hex; the word cannot be found from it

/// The page's token: it goes with the cookie of who asks, and only who may read the page has it.
std::string token_of(std::string_view secret, std::string_view session);

/// In a time that tells nothing of where they differ.
bool are_same(std::string_view a, std::string_view b) noexcept;

} // namespace redstart
