// Remembers how far each name was counted, so that many equal ones cost no more.
#include "dataset/export_names.hpp"

#include "dataset/take_place.hpp"

#include <algorithm>

namespace redstart {
namespace {

std::string in_small_letters(std::string word) {
    std::ranges::transform(word, word.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return word;
}

} // namespace

std::string key_part(std::string_view word) {
    std::string part = path_part(word);
    std::ranges::replace(part, '.', '_');
    return part;
}

std::string ExportNames::add(std::string_view word) {
    const std::string wanted = key_part(word);
    std::string name = wanted;
    unsigned& last = last_[in_small_letters(wanted)];
    for (; !taken_.insert(in_small_letters(name)).second;
         name = wanted + between_ + std::to_string(last))
        last = last == 0 ? 2 : last + 1;
    return name;
}

} // namespace redstart
