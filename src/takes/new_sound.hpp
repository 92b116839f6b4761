// A sound file in the making: it gets its name once it is whole and on the card.
#pragma once

#include "base/unique_fd.hpp"
#include "disk/take_lock.hpp"

#include <cstdint>
#include <ctime>
#include <filesystem>

namespace redstart {

/// NAME.flac.redstart: a name that nobody else gives. Browsers call what they load x.flac.part, and
/// x.wav.part is a recorder's.
std::filesystem::path making_name(const std::filesystem::path& final_name);

/// Belongs to one thread. All here throw Error.
class NewSound {
public:
    /// Until then it is making_name(); one that an earlier life left there goes, be it that
    /// somebody has it open. Nothing is ever written over: `final_name` must be free.
    explicit NewSound(std::filesystem::path final_name);
    ~NewSound(); // removes it where it was not published
    NewSound(const NewSound&) = delete;
    NewSound& operator=(const NewSound&) = delete;

    int fd() const noexcept { return file_.get(); } // to read and write
    const std::filesystem::path& making() const noexcept { return making_; }

    std::uint64_t bytes() const; // as long as it is now

    /// For a long file, now and then: what was written goes to the card in small portions, so that
    /// nobody who records meanwhile waits for all of it at once.
    void sync_a_portion(std::uint64_t bytes_so_far);

    /// On the card, and out of the page cache: who reads it then reads the card.
    void sync();

    /// sync(), the time of its last change as it is to be, and its final name, on the card.
    void publish(const timespec& changed);

private:
    const std::filesystem::path final_name_, making_;
    const UniqueFd folder_;
    const UniqueFd file_;
    const TakeLock lock_; // by which another of us sees that it is in use
    std::uint64_t synced_bytes_ = 0;
    bool is_published_ = false;
};

} // namespace redstart
