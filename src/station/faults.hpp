// What can be wrong with a recorder, as a small set.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace redstart {

enum class Fault : std::uint8_t {
    no_device,
    no_storage,
    storage_full,
    storage_slow,
    overrun,
    clock_unset,
    bad_configuration, // nothing else is known then
};

inline constexpr std::array all_faults = {
    Fault::no_device, Fault::no_storage,  Fault::storage_full,     Fault::storage_slow,
    Fault::overrun,   Fault::clock_unset, Fault::bad_configuration};

/// The fixed word of `status`.
constexpr std::string_view to_string(Fault fault) noexcept {
    constexpr std::array<std::string_view, all_faults.size()> words = {
        "no-device", "no-storage",  "storage-full",     "storage-slow",
        "overrun",   "clock-unset", "bad-configuration"};
    return words[static_cast<std::size_t>(fault)];
}

class FaultSet {
public:
    bool has(Fault fault) const noexcept { return (bits_ & bit(fault)) != 0; }
    void set(Fault fault, bool on) noexcept {
        bits_ = on ? bits_ | bit(fault) : bits_ & ~bit(fault);
    }

    /// Nothing can be recorded while one of these lasts.
    bool stand_in_the_way() const noexcept;

    /// A take may be ordered while the last one waits for its card, for the ring keeps its sound;
    /// but not without a microphone, nor for a card that has no room.
    bool forbid_the_next_take() const noexcept {
        return has(Fault::no_device) || has(Fault::storage_full);
    }

    /// The LED tells of all but an unset clock, which costs no sound.
    bool concern_the_sound() const noexcept;

    std::vector<Fault> all() const;
    std::vector<std::string_view> words() const;

    bool operator==(const FaultSet&) const = default;

private:
    static constexpr unsigned bit(Fault fault) noexcept {
        return 1u << static_cast<unsigned>(fault);
    }
    unsigned bits_ = 0;
};

} // namespace redstart
