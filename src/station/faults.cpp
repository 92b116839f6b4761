// Which faults are worse than others.
#include "station/faults.hpp"

namespace redstart {

bool FaultSet::stand_in_the_way() const noexcept {
    return (bits_ & (bit(Fault::no_device) | bit(Fault::no_storage) | bit(Fault::storage_full) |
                     bit(Fault::bad_configuration))) != 0;
}

bool FaultSet::concern_the_sound() const noexcept {
    return (bits_ & ~bit(Fault::clock_unset)) != 0;
}

std::vector<Fault> FaultSet::all() const {
    std::vector<Fault> result;
    for (const Fault fault : all_faults)
        if (has(fault)) result.push_back(fault);
    return result;
}

std::vector<std::string_view> FaultSet::words() const {
    std::vector<std::string_view> result;
    for (const Fault fault : all()) result.push_back(to_string(fault));
    return result;
}

} // namespace redstart
