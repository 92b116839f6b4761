// Who waits for what of the takes that were ordered, from their orders to their ends.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace redstart {

/// How an order ended: done, and the file it is about; or not done, and why in one line.
using Answer = std::function<void(bool done, const std::string& text)>;

/// The orders of one take. Each is answered once, by one of the functions.
struct PendingTake {
    std::vector<Answer> starting, stopping, splitting;
    std::string error; // why it ends badly, once that is known

    void opened(const std::string& file); // has its first frames on the card
    void ended(bool has_sound, const std::string& file);
    void failed(const std::string& why);
    std::string why_it_failed() const; // the error, or that it has no sound
    void called_off();                 // before it began
};

/// Takes may be ordered one behind the other while a card stalls. The oldest is the one under way,
/// or the one to be resumed; orders are about the newest. No answer is given from here but by those
/// who are handed out: what is answered may order the next thing at once.
class PendingTakes {
public:
    PendingTakes() { takes_.reserve(4); } // the heap stays as it is from take to take

    bool is_empty() const noexcept { return takes_.empty(); }
    bool has_one() const noexcept { return takes_.size() == 1; }
    PendingTake& oldest() noexcept { return takes_.front(); }

    void start(Answer answer) { takes_.emplace_back().starting.push_back(std::move(answer)); }
    void stop(Answer answer) { takes_.back().stopping.push_back(std::move(answer)); }
    void split(Answer answer) { takes_.back().splitting.push_back(std::move(answer)); }

    PendingTake remove_oldest();

    /// `over` was cut off by its card, and with it what was ordered behind it: all of them, the
    /// oldest first. Where the newest is to go on, who waits for its begin waits on, here.
    std::vector<PendingTake> cut_off(PendingTake over, bool goes_on);

private:
    std::vector<PendingTake> takes_;
};

} // namespace redstart
