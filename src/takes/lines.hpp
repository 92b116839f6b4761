// The whole lines of a text, in a fixed room.
#pragma once

#include "takes/bounded_json.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace redstart {

/// A line that is longer than `most_bytes` is left out, and so is one that is torn at the end.
class Lines {
public:
    static constexpr std::size_t most_bytes = 24 * 1024; // all notes, each byte escaped, and more

    explicit Lines(Fill fill) : fill_(std::move(fill)) {}

    /// Without its newline, good until the next call; nothing at the end.
    std::optional<std::string_view> next();

    /// Where the last whole line so far ends.
    std::uint64_t whole_bytes() const noexcept { return whole_bytes_; }

private:
    void make_room() noexcept;

    Fill fill_;
    std::array<char, most_bytes> room_{};
    std::size_t begin_ = 0, end_ = 0;
    std::uint64_t passed_ = 0, whole_bytes_ = 0;
    bool is_too_long_ = false;
};

} // namespace redstart
