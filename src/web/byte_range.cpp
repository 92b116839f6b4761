// Three forms: 0-99, 100- and -100.
#include "web/byte_range.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace redstart {
namespace {

/// One that is greater than any file is as good as the greatest.
std::optional<std::uint64_t> number(std::string_view digits) noexcept {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return {};
    std::uint64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return read.ec == std::errc::result_out_of_range ? UINT64_MAX : value;
}

ByteRange part(std::uint64_t first, std::uint64_t last, std::uint64_t size) noexcept {
    if (first >= size) return {ByteRange::Answer::beyond, 0, 0};
    return {ByteRange::Answer::part, first, std::min(last, size - 1) - first + 1};
}

} // namespace

ByteRange ByteRange::of(std::string_view range, std::string_view if_range, std::string_view tag,
                        std::uint64_t size) noexcept {
    const ByteRange whole{Answer::whole, 0, size};
    constexpr std::string_view unit = "bytes=";
    if (!range.starts_with(unit) || (!if_range.empty() && (tag.empty() || if_range != tag)))
        return whole;
    range.remove_prefix(unit.size());
    const std::size_t dash = range.find('-');
    if (dash == range.npos || range.find(',') != range.npos) return whole;
    const auto first = number(range.substr(0, dash)), last = number(range.substr(dash + 1));
    if (dash == 0 && last)
        return *last == 0 ? ByteRange{Answer::beyond, 0, 0}
                          : redstart::part(size - std::min(*last, size), UINT64_MAX, size);
    if (!first || (!last && dash + 1 < range.size()) || (last && *last < *first)) return whole;
    return redstart::part(*first, last.value_or(UINT64_MAX), size);
}

std::string ByteRange::content_range(std::uint64_t size) const {
    const std::string all = "/" + std::to_string(size);
    if (answer == Answer::beyond) return "bytes *" + all;
    return "bytes " + std::to_string(first) + "-" + std::to_string(first + bytes - 1) + all;
}

} // namespace redstart
