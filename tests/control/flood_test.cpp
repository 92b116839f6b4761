// One client that says a great deal, and many that only look: what the server keeps of them.
#include "control/appliance.hpp"
#include "control/socket_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <list>
#include <unistd.h>

namespace redstart {
namespace {

constexpr std::size_t megabyte = 1'000'000;

std::size_t resident_bytes() {
    std::size_t all = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// Says lines as fast as they are taken, and hears every answer.
class Flood {
public:
    explicit Flood(const std::string& path) : client_(path) {}

    void say(std::size_t bytes) {
        std::thread speaker([&] {
            for (said_ = 0; said_ < bytes; said_ += line_.size())
                if (!client_.say(line_)) return;
        });
        while (heard_ < bytes && !client_.read_line().empty()) {
            heard_ += line_.size();
            kept_ = std::max(kept_, said_ - std::min(said_.load(), heard_));
        }
        speaker.join();
    }
    std::size_t answered_bytes() const { return heard_; }
    std::size_t most_kept_bytes() const { return kept_; } // by the server and the kernel

private:
    const std::string line_ = "{\"command\":\"mark\",\"text\":\"" + std::string(172, 'x') + "\"}\n";
    RawClient client_;
    std::atomic<std::size_t> said_ = 0;
    std::size_t heard_ = 0, kept_ = 0;
};

TEST(ControlServer, AFloodOfRequestsIsReadNoFasterThanItIsAnswered) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    Flood(place.path()).say(megabyte); // what the program needs anyway
    const std::size_t before = resident_bytes();
    Flood flood(place.path());
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
    flood.say(50 * megabyte);
    EXPECT_GE(flood.answered_bytes(), 50 * megabyte);
    EXPECT_LT(resident_bytes(), before + megabyte);
#else // which are slow, and whose own memory grows
    flood.say(5 * megabyte);
    EXPECT_GE(flood.answered_bytes(), 5 * megabyte);
    static_cast<void>(before);
#endif
    EXPECT_LT(flood.most_kept_bytes(), megabyte);
}

TEST(ControlServer, ThoseWhoFollowLeaveAPlaceForOrders) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    std::list<RawClient> followers;
    std::string refusal;
    for (int i = 0; i < 16; ++i) {
        followers.emplace_back(place.path()).say("{\"command\":\"status\",\"follow\":true}\n");
        const std::string line = followers.back().read_line();
        if (accepted(line)) continue;
        refusal = reason(line);
        followers.pop_back();
    }
    EXPECT_EQ(followers.size(), 14U) << refusal;
    for (int i = 0; i < 2; ++i) {
        RawClient client(place.path());
        client.say("{\"command\":\"start\"}\n");
        EXPECT_TRUE(accepted(client.read_line()));
    }
}

} // namespace
} // namespace redstart
