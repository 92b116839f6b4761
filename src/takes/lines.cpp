// Moves what is left of a block to its front, and reads on behind it.
#include "takes/lines.hpp"

#include <algorithm>
#include <utility>

namespace redstart {

std::optional<std::string_view> Lines::next() {
    for (;;) {
        const std::string_view there(room_.data() + begin_, end_ - begin_);
        const std::size_t length = there.find('\n');
        if (length == there.npos) {
            make_room();
            const std::size_t bytes = fill_(std::span(room_).subspan(end_));
            if (bytes == 0) return {};
            end_ += bytes;
            continue;
        }
        begin_ += length + 1;
        passed_ += length + 1;
        whole_bytes_ = passed_;
        if (!std::exchange(is_too_long_, false)) return there.substr(0, length);
    }
}

/// What fills all of it is the beginning of a line that is too long, and goes.
void Lines::make_room() noexcept {
    if (end_ - begin_ == room_.size()) {
        is_too_long_ = true;
        passed_ += room_.size();
        begin_ = end_;
    }
    std::copy(room_.data() + begin_, room_.data() + end_, room_.data());
    end_ -= std::exchange(begin_, 0);
}

} // namespace redstart
