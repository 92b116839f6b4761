// The faults that last, each with its one reason.
#pragma once

#include "station/faults.hpp"

#include <map>
#include <string>

namespace redstart {

/// A fault lasts from set() to clear(); its reason is one line with object, cause and remedy.
class FaultReasons {
public:
    /// It begins, or goes on for this reason.
    void set(Fault fault, std::string reason);
    void clear(Fault fault);

    bool has(Fault fault) const noexcept { return faults_.has(fault); }
    const FaultSet& faults() const noexcept { return faults_; }

    /// Empty where there is no such fault.
    std::string reason(Fault fault) const;

    /// The reason why nothing can be recorded now; empty where nothing is in the way. That a card
    /// is full goes before that another one is waited for, which forbids no order.
    std::string obstacle() const;

    const std::map<Fault, std::string>& all() const noexcept { return reasons_; }

private:
    FaultSet faults_;
    std::map<Fault, std::string> reasons_;
};

} // namespace redstart
