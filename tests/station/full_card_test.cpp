// Another card in the place of the right one: it is full, and no promise to go on is used up for
// it.
#include "station/station_bench.hpp"

#include "disk/folder_probe.hpp"

#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// The full card is a folder of a file system that has less room than the one of the takes: what
/// has to be kept free lies between the two.
class FullCard : public CardGone {
protected:
    void SetUp() override {
        const std::string here = base_.path().string();
        for (const char* place : {"/dev/shm", "/run/user", "/run", "/tmp", "/var/tmp"}) {
            if (::access(place, W_OK) != 0) continue;
            const auto small = free_bytes(place), large = free_bytes(here);
            if (small && large && *small < *large / 2) {
                settings_.keep_free_bytes = *small + (*large - *small) / 2;
                full_.emplace(place);
                return;
            }
        }
        GTEST_SKIP() << "no file system here has less room than that of " << here;
    }

    void put_full_card_in() {
        fs::create_directory_symlink(full_->path(), settings_.folder);
        run_until([&] { return station_->faults().has(Fault::storage_full); });
    }
    void put_right_card_in() {
        fs::remove(settings_.folder);
        bring_card_back();
    }
    void take_away_for_longer_than_the_ring_lasts() {
        settings_.deck.ring_limit_bytes = 4 * 48'000; // a second
        take_card_away_in_a_take();
        run_until([&] { return station_->state() == State::resuming; });
    }
    void expect_nothing_on_the_full_card() {
        EXPECT_TRUE(fs::is_empty(full_->path())) << fs::directory_iterator(full_->path())->path();
    }

    std::optional<TemporaryFolder> full_;
};

TEST_F(FullCard, DoesNotUseUpThePromiseToGoOn) {
    take_away_for_longer_than_the_ring_lasts();
    put_full_card_in();
    run_for(3s);
    EXPECT_EQ(station_->state(), State::resuming);
    expect_nothing_on_the_full_card();
    put_right_card_in();
    run_until([&] { return station_->state() == State::recording; });
    EXPECT_TRUE(stop().done);
}

TEST_F(FullCard, DoesNotEndATakeThatWaitsForItsOwn) {
    take_card_away_in_a_take();
    put_full_card_in();
    run_for(2s);
    EXPECT_EQ(station_->state(), State::interrupted);
    expect_nothing_on_the_full_card();
    put_right_card_in();
    run_until([&] { return station_->state() == State::recording; });
    EXPECT_TRUE(split_.done);
    EXPECT_TRUE(stop().done);
    expect_no_frame_is_missing(2);
}

TEST_F(FullCard, TakesNoPressWhileATakeIsClosed) {
    take_card_away_in_a_take();
    Outcome stopped, started;
    station_->handle(Order::stop, {}, into(stopped));
    put_full_card_in();
    station_->handle(Order::start, Clock::now(), into(started));
    EXPECT_TRUE(started.answered);
    EXPECT_FALSE(started.done);
    EXPECT_NE(started.text.find("keep_free"), std::string::npos) << started.text;
    put_right_card_in();
    run_until([&] { return stopped.answered; });
    EXPECT_TRUE(stopped.done) << stopped.text;
}

} // namespace
} // namespace redstart
