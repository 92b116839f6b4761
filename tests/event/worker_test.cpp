// What may hang has a thread, and what comes of it is told on the loop's.
#include "event/worker.hpp"

#include "event/loop.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace redstart {
namespace {

using namespace std::chrono_literals;

struct WorkerTest : testing::Test {
    EventLoop loop;
    Worker worker{loop, "test"};
    std::thread::id worked, told;

    bool ask(std::shared_future<void> until = {}) {
        return worker.ask(
            [this, until] {
                if (until.valid()) until.wait();
                worked = std::this_thread::get_id();
            },
            [this] {
                told = std::this_thread::get_id();
                loop.stop();
            });
    }
};

TEST_F(WorkerTest, WorksOnAThreadOfItsOwnAndTellsOnTheLoops) {
    ASSERT_TRUE(ask());
    loop.run();
    EXPECT_NE(worked, std::thread::id());
    EXPECT_NE(worked, std::this_thread::get_id());
    EXPECT_EQ(told, std::this_thread::get_id());
}

TEST_F(WorkerTest, IsWaitedForUntilItIsDone) {
    ASSERT_TRUE(ask());
    worker.wait(60s);
    EXPECT_EQ(told, std::this_thread::get_id()) << "told at once, and by no loop";
}

TEST_F(WorkerTest, IsWaitedForNoLongerThanThat) {
    std::promise<void> end;
    ASSERT_TRUE(ask(end.get_future().share()));
    worker.wait(1ms);
    EXPECT_EQ(told, std::thread::id()) << "it hangs";
    end.set_value();
    loop.run();
    EXPECT_EQ(told, std::this_thread::get_id()) << "and is told when it does no more";
}

} // namespace
} // namespace redstart
