// The label of a mark as it is kept: valid UTF-8, and short.
#pragma once

#include "wav/marks.hpp"

#include <array>
#include <string_view>

namespace redstart {

/// Bytes that are not UTF-8 become U+FFFD; it ends at a NUL, or between two characters where it
/// would be longer than the WAV file has room for. Allocates nothing.
class Label {
public:
    explicit Label(std::string_view text) noexcept;

    std::string_view text() const noexcept { return {bytes_.data(), size_}; }

private:
    std::array<char, Marks::most_label_bytes> bytes_{};
    std::size_t size_ = 0;
};

} // namespace redstart
