// Lists of answers, each emptied before it is answered.
#include "station/pending_takes.hpp"

#include <iterator>
#include <utility>

namespace redstart {
namespace {

void answer_all(std::vector<Answer>& answers, bool done, const std::string& text) {
    for (const Answer& answer : std::exchange(answers, {})) answer(done, text);
}

} // namespace

/// Both lists are taken out first: an answer may order the next take, and move this one.
void PendingTake::opened(const std::string& file) {
    std::vector<Answer> started = std::exchange(starting, {}), split = std::exchange(splitting, {});
    answer_all(started, true, file);
    answer_all(split, true, file);
}

void PendingTake::ended(bool has_sound, const std::string& file) {
    if (!error.empty() || !has_sound) return failed(why_it_failed());
    answer_all(stopping, true, file);
    answer_all(splitting, false, "take: it ended before; nothing to split");
    answer_all(starting, false, why_it_failed());
}

std::string PendingTake::why_it_failed() const {
    return error.empty() ? "take: it has no sound; try again" : error;
}

void PendingTake::failed(const std::string& why) {
    answer_all(stopping, false, why);
    answer_all(splitting, false, why);
    answer_all(starting, false, why);
}

void PendingTake::called_off() {
    answer_all(starting, false, "take: stopped before it began; press again");
}

PendingTake PendingTakes::remove_oldest() {
    PendingTake oldest = std::move(takes_.front());
    takes_.erase(takes_.begin());
    return oldest;
}

std::vector<PendingTake> PendingTakes::cut_off(PendingTake over, bool goes_on) {
    std::vector<PendingTake> dropped;
    dropped.push_back(std::move(over));
    std::move(takes_.begin(), takes_.end(), std::back_inserter(dropped));
    takes_.clear();
    if (goes_on) takes_.emplace_back().starting = std::exchange(dropped.back().starting, {});
    return dropped;
}

} // namespace redstart
