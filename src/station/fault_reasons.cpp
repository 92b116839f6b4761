// A set for those who ask often, and the texts for those who tell.
#include "station/fault_reasons.hpp"

#include <utility>

namespace redstart {

void FaultReasons::set(Fault fault, std::string reason) {
    faults_.set(fault, true);
    reasons_[fault] = std::move(reason);
}

void FaultReasons::clear(Fault fault) {
    if (!has(fault)) return;
    faults_.set(fault, false);
    reasons_.erase(fault);
}

std::string FaultReasons::reason(Fault fault) const {
    const auto found = reasons_.find(fault);
    return found == reasons_.end() ? std::string() : found->second;
}

std::string FaultReasons::obstacle() const {
    for (const Fault fault : {Fault::no_device, Fault::storage_full, Fault::no_storage})
        if (has(fault)) return reason(fault);
    return {};
}

} // namespace redstart
