// Whether the card stores what is recorded, and in time: by the looks at it, and by the take under
// way.
#pragma once

#include "deck/deck_state.hpp"
#include "station/fault_reasons.hpp"
#include "station/folder_check.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace redstart {

/// Belongs to the loop's thread. That a card can be written does not mean yet that a take which
/// has lost it goes on there: it waits until it has a new file.
class CardWatch {
public:
    explicit CardWatch(std::chrono::nanoseconds sync_every) : sync_every_(sync_every) {}

    /// The card failed the take under way, which waits for it.
    void wait_for(std::string why);
    void wait_no_more();
    bool is_waited_for() const noexcept { return why_.has_value(); }

    /// The same, for the writer thread.
    std::shared_ptr<const std::atomic<bool>> waits() const noexcept { return waits_; }

    /// The faults of the card, as they are by the newest look.
    void judge(const FolderLook& look, FaultReasons& faults) const;

    /// Whether the card has not answered for so long that it has to be shown: any call of a take on
    /// it, from the making of its first file to the last name, or a sync.
    bool is_late(const DeckState& deck, TimePoint now) const noexcept;

private:
    std::chrono::nanoseconds sync_every_;
    std::optional<std::string> why_;
    std::shared_ptr<std::atomic<bool>> waits_ = std::make_shared<std::atomic<bool>>(false);
};

} // namespace redstart
