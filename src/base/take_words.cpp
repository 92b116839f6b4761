// A name is legal in every file system, and needs no quotes in a shell.
#include "base/take_words.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace redstart {

void check_take_name(std::string_view name) {
    if (name.empty()) throw Error("name", "it is empty", "leave it out, or write a word");
    if (name.size() > most_name_bytes)
        throw Error("name", "it has " + std::to_string(name.size()) + " characters",
                    "make it no longer than " + std::to_string(most_name_bytes));
    if (!std::ranges::all_of(name, is_word_character))
        throw Error("name", "it has other characters than letters, digits, - and _",
                    "leave them out");
}

} // namespace redstart
