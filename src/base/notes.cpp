// Says of each note that is refused which one it is, why, and how it should be written.
#include "base/notes.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace redstart {
namespace {

std::string named(std::string_view key) {
    return key == "note" ? "note" : "note " + std::string(key.substr(0, Notes::most_key_bytes));
}

} // namespace

void Notes::add(std::string_view note) {
    const std::size_t equals = note.find('=');
    if (equals == note.npos) throw Error(named(note), "it has no =", "write it like speaker=alice");
    const std::string_view key = note.substr(0, equals);
    if (all_.count(std::string(key)) > 0)
        throw Error(named(key), "it is given twice", "leave one of them out");
    set(key, note.substr(equals + 1));
}

void Notes::set(std::string_view key, std::string_view text) {
    std::string name(key);
    if (const auto refused = refusal(name, text)) throw Error(*refused);
    all_.insert_or_assign(std::move(name), std::string(text));
}

bool Notes::try_set(std::string_view key, std::string_view text) {
    std::string name(key);
    if (refusal(name, text)) return false;
    all_.insert_or_assign(std::move(name), std::string(text));
    return true;
}

std::optional<Error> Notes::refusal(const std::string& key, std::string_view text) const {
    const auto refused = [&](const std::string& cause, const std::string& remedy) {
        return Error(named(key), cause, remedy);
    };
    if (key.empty()) return Error("note", "it has no key", "write it like speaker=alice");
    if (!std::ranges::all_of(key, is_word_character))
        return refused("its key has other characters than letters, digits, - and _",
                       "leave them out");
    if (key.size() > most_key_bytes)
        return refused("its key has " + std::to_string(key.size()) + " characters",
                       "make it no longer than " + std::to_string(most_key_bytes));
    if (text.size() > most_text_bytes)
        return refused("it has " + std::to_string(text.size()) + " bytes",
                       "make it no longer than " + std::to_string(most_text_bytes));
    if (!is_plain_text(text))
        return refused("it has a control character, or is not UTF-8",
                       "write it as one line of text");
    if (all_.size() >= most && all_.count(key) == 0)
        return refused("there are " + std::to_string(most) + " notes already", "leave some out");
    return {};
}

} // namespace redstart
