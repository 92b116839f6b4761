// What warns of the sound at this moment, and why.
#pragma once

#include "audio/warnings.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// Belongs to the loop's thread. What the deck hears, and what others tell of, are two: neither
/// ends the other's warnings.
class SoundWarnings {
public:
    /// What the deck hears now. Nothing where that is what it heard before; else the reasons of the
    /// warnings that were not on before.
    std::optional<std::vector<std::string>> hear(const WarnedChannels& heard);

    /// Of what the sound does not tell; an empty reason ends it.
    void tell(Warning warning, std::string reason);

    WarningSet warnings() const noexcept;
    std::map<Warning, std::string> reasons() const; // object, cause, remedy

private:
    WarnedChannels heard_;
    std::map<Warning, std::string> told_;
};

} // namespace redstart
