// One take after the other becomes text, so that no more than one is in memory as JSON.
#include "web/take_list.hpp"

#include "web/take_entry.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace redstart {

using nlohmann::json;

std::string TakeList::page(std::string_view before, std::size_t count) {
    index_.look();
    std::size_t at = before.empty() ? 0 : index_.behind(before);
    const std::size_t end = std::min(at + std::min(count, most_count), index_.size());
    std::string answer = "{\"takes\":[", last;
    for (const std::size_t first = at; at < end && answer.size() < most_answer_bytes; ++at) {
        const TakeIndex::Take take = index_[at];
        last = take.file();
        const auto verified = verified_ ? verified_(last) : std::nullopt;
        if (at > first) answer += ',';
        answer += take_entry(folder_, take, verified)
                      .dump(-1, ' ', false, json::error_handler_t::replace);
    }
    const json next = at < index_.size() && !last.empty() ? json(last) : json(nullptr);
    return answer + "],\"next\":" + next.dump() +
           ",\"left_out\":" + std::to_string(index_.left_out()) + "}";
}

} // namespace redstart
