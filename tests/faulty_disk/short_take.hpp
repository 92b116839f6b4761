// A short take with two splits and a mark, on a faulty disk; and what has to be true of it.
#pragma once

#include "faulty_disk/card.hpp"
#include "system/appliance_home.hpp"
#include "system/order.hpp"
#include "system/takes.hpp"

namespace redstart {

class ShortTake {
public:
    ShortTake();

    const ApplianceHome& home() const noexcept { return home_; }
    const FaultyDisk& disk() const noexcept { return disk_; }
    const SimulatedMicrophone& microphone() const noexcept { return microphone_; }

    /// The appliance meets the plan while it is ordered to start, mark, split, split and stop; then
    /// it ends, by itself or by SIGTERM. Its exit code, or 128 and the signal.
    int record(const std::string& plan = {});

    /// Whether it was started, whether all of the orders were obeyed, and what the program said.
    bool was_started() const noexcept { return started_; }
    bool was_obeyed() const noexcept { return obeyed_; }
    const std::string& said() const noexcept { return said_; }

    /// The number of the frame that the microphone delivered when stop was ordered.
    Frames ordered_stop_at() const noexcept { return stop_at_; }

    /// The program is started again, on a disk without fault, until it is armed.
    void start_again() const;

private:
    SimulatedMicrophone microphone_;
    ApplianceHome home_;
    FaultyDisk disk_;
    bool started_ = false, obeyed_ = false;
    std::string said_;
    Frames stop_at_ = 0;
};

/// The take in a folder: finished files, laid end to end, and nothing else.
struct FoundTake {
    std::vector<std::filesystem::path> files;
    Sound sound;
    std::string fault; // what is wrong: a file in pieces, a frame out of order; empty: nothing

    explicit FoundTake(const std::filesystem::path& folder);
};

/// Of what the microphone had delivered when stop was ordered, less a chunk. A start that is
/// refused aloud is no take, and a full card is a clean stop.
Frames missing_at_the_end(const ShortTake& take, const FoundTake& found);

/// Frames that a file promised (Card::promised) and no longer has: names are those of the folder
/// in which the promise was given, its files now lie in `folder`.
struct Losses {
    Frames frames = 0;
    unsigned files = 0;
};
Losses broken_promises(const Card& card, const std::filesystem::path& given_in,
                       const std::filesystem::path& folder);

/// How many of the points are tried: each one with REDSTART_EVERY=1, every `usual`-th without.
unsigned every(unsigned usual);

} // namespace redstart
