// The clocks of a machine as a test wants a program to see them, by clocks.cpp.
#pragma once

#include "support/program.hpp"
#include "system/clock_orders.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/mman.h>
#include <unistd.h>

namespace redstart {

/// The clocks that a program sees which runs in these surroundings.
class Clocks {
public:
    explicit Clocks(const std::filesystem::path& folder) : file_(folder / "clocks") {
        std::filesystem::create_symlink(REDSTART_CLOCKS,
                                        folder / "clocks.so"); // LD_PRELOAD ends at a space
        around_.environment = {"LD_PRELOAD=" + (folder / "clocks.so").string(),
                               "CLOCK_ORDERS=" + file_.string()};
        const UniqueFd fd(::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!fd || ::ftruncate(fd.get(), sizeof(ClockOrders)) != 0)
            throw system_error(file_.string(), errno);
        void* mapped =
            ::mmap(nullptr, sizeof(ClockOrders), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
        if (mapped == MAP_FAILED) throw system_error(file_.string(), errno);
        orders_ = static_cast<ClockOrders*>(mapped);
    }
    ~Clocks() { ::munmap(orders_, sizeof(ClockOrders)); }
    Clocks(const Clocks&) = delete;
    Clocks& operator=(const Clocks&) = delete;

    const Surroundings& around() const noexcept { return around_; }

    /// From now on CLOCK_MONOTONIC gains so much in that time.
    void slew(std::chrono::nanoseconds gain, std::chrono::seconds over) {
        orders_->slew_most = gain.count();
        orders_->slew_ppm = gain.count() / std::chrono::microseconds(over).count() * 1000;
        orders_->slewed_since = std::chrono::steady_clock::now().time_since_epoch().count();
    }

    /// The wall clock is ahead by so much; synchronised by NTP or not.
    void set_wall(std::chrono::nanoseconds ahead, bool is_synchronised) {
        orders_->wall = ahead.count();
        orders_->synchronised = is_synchronised ? 1 : -1;
    }

    /// The machine was suspended just now, for so long.
    void sleep(std::chrono::nanoseconds time) { orders_->asleep += time.count(); }

private:
    std::filesystem::path file_;
    Surroundings around_;
    ClockOrders* orders_ = nullptr;
};

} // namespace redstart
