// Goes through a text character by character.
#include "takes/label.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace redstart {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

} // namespace

Label::Label(std::string_view text) noexcept {
    text = text.substr(0, text.find('\0'));
    while (!text.empty()) {
        const std::size_t bytes = utf8_character(text);
        const std::string_view next = bytes > 0 ? text.substr(0, bytes) : replacement;
        if (size_ + next.size() > bytes_.size()) return;
        std::ranges::copy(next, bytes_.data() + size_);
        size_ += next.size();
        text.remove_prefix(std::max<std::size_t>(1, bytes));
    }
}

} // namespace redstart
