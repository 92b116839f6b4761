// A look that finds nothing wrong ends no fault that a take has found.
#include "station/card_watch.hpp"

#include <utility>

namespace redstart {

void CardWatch::wait_for(std::string why) {
    why_ = std::move(why);
    *waits_ = true;
}

void CardWatch::wait_no_more() {
    why_.reset();
    *waits_ = false;
}

void CardWatch::judge(const FolderLook& look, FaultReasons& faults) const {
    if (look.is_missing)
        faults.set(Fault::no_storage, look.why);
    else if (why_)
        faults.set(Fault::no_storage, *why_);
    else
        faults.clear(Fault::no_storage);
    if (look.is_full)
        faults.set(Fault::storage_full, look.why);
    else
        faults.clear(Fault::storage_full);
}

} // namespace redstart
