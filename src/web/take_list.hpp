// The list of takes that the page shows, a page at a time.
#pragma once

#include "web/take_folder.hpp"
#include "web/take_index.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {

/// Belongs to one thread.
class TakeList {
public:
    static constexpr std::size_t most_count = 100, most_answer_bytes = 256 * 1024;

    /// `verified` knows whether somebody held a take's sound to its digest.
    using Verified = std::function<std::optional<bool>(const std::string& file)>;
    explicit TakeList(const TakeFolder& folder, Verified verified = {})
        : folder_(folder), index_(folder.path()), verified_(std::move(verified)) {}

    /// JSON of at most so many takes that are older than `before`, from the newest on where that is
    /// empty: {"takes":[...],"next":NAME|null,"left_out":n}. It ends earlier where it would be
    /// longer than `most_answer_bytes`, and goes on at `next` then. Throws Error for a folder that
    /// cannot be read.
    std::string page(std::string_view before, std::size_t count);

    const TakeIndex& index() const noexcept { return index_; }

private:
    const TakeFolder& folder_;
    TakeIndex index_;
    Verified verified_;
};

} // namespace redstart
