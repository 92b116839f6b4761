// Descriptors in the loop: when they fire, and what may be destroyed while they do.
#include "event/fd_event.hpp"

#include "base/doorbell.hpp"
#include "event/loop.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace redstart {
namespace {

struct Pipe {
    UniqueFd read, write;
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error("pipe2");
        read.reset(ends[0]);
        write.reset(ends[1]);
    }
    void put(char letter) const { ASSERT_EQ(::write(write.get(), &letter, 1), 1); }
    /// -1 where there is nothing, 0 at the end
    char get() const {
        char letter = 0;
        const auto n = ::read(read.get(), &letter, 1);
        return n == 1 ? letter : static_cast<char>(n);
    }
};

TEST(FdEvent, EachReadableRoundIsOneCall) {
    EventLoop loop;
    const Pipe pipe;
    std::string seen;
    const FdEvent event(loop, pipe.read.get(), [&] {
        seen += pipe.get();
        if (seen.size() == 3) loop.stop();
    });
    for (const char letter : {'a', 'b', 'c'}) pipe.put(letter);
    loop.run();
    EXPECT_EQ(seen, "abc");
}

TEST(FdEvent, AClosedPeerIsReportedSoThatTheReadSeesIt) {
    EventLoop loop;
    Pipe pipe;
    char last = 'x';
    const FdEvent event(loop, pipe.read.get(), [&] {
        last = pipe.get();
        loop.stop();
    });
    pipe.write.reset();
    loop.run();
    EXPECT_EQ(last, '\0');
}

TEST(FdEvent, AnErrorIsReportedEvenWhereNothingIsWaitedFor) {
    EventLoop loop;
    Pipe pipe;
    bool called = false;
    const FdEvent event(
        loop, pipe.write.get(), [&] { called = true, loop.stop(); }, 0);
    pipe.read.reset(); // POLLERR at the writing end
    loop.run();
    EXPECT_TRUE(called);
}

TEST(FdEvent, WhatItWaitsForCanBeChanged) {
    EventLoop loop;
    const Pipe pipe;
    int writable = 0;
    FdEvent out(
        loop, pipe.write.get(), [&] { ++writable, out.wait_for(0), pipe.put('x'); }, POLLOUT);
    const FdEvent in(loop, pipe.read.get(), [&] { loop.stop(); });
    loop.run();
    EXPECT_EQ(writable, 1);
}

TEST(FdEvent, MayBeDestroyedByItsOwnCallback) {
    EventLoop loop;
    const Doorbell own;
    const Doorbell end;
    std::optional<FdEvent> event;
    std::string after;
    event.emplace(loop, own.fd(), [&, text = std::string(100, 'x')] {
        event.reset();
        after = text; // what the callback holds is alive until it returns
        end.ring();
    });
    const FdEvent last(loop, end.fd(), [&] { loop.stop(); });
    own.ring();
    loop.run();
    EXPECT_EQ(after, std::string(100, 'x'));
}

TEST(FdEvent, OneThatAnotherCallbackDestroyedIsNotCalled) {
    EventLoop loop;
    const Doorbell both;
    int calls = 0;
    std::optional<FdEvent> a;
    std::optional<FdEvent> b;
    a.emplace(loop, both.fd(), [&] { ++calls, b.reset(), loop.stop(); });
    b.emplace(loop, both.fd(), [&] { ++calls, a.reset(), loop.stop(); });
    both.ring();
    loop.run();
    EXPECT_EQ(calls, 1);
}

TEST(FdEvent, ANewOneOnAReusedDescriptorIsNotCalledForTheOldOnesAnswer) {
    EventLoop loop;
    const Doorbell first;
    auto second = std::make_unique<Doorbell>();
    const int number = second->fd();
    std::optional<FdEvent> replaced;
    int wrong_calls = 0;
    const FdEvent replaces(loop, first.fd(), [&] {
        first.answer();
        replaced.reset();
        second.reset();
        second = std::make_unique<Doorbell>();
        EXPECT_EQ(second->fd(), number);
        replaced.emplace(loop, number, [&] { ++wrong_calls; });
    });
    replaced.emplace(loop, number, [] { FAIL() << "destroyed before its turn"; });
    const FdEvent last(loop, first.fd(), [&] { loop.stop(); });
    first.ring();
    second->ring();
    loop.run();
    EXPECT_EQ(wrong_calls, 0);
}

TEST(EventLoop, StopIsTheLastCallback) {
    EventLoop loop;
    const Doorbell bell;
    int calls = 0;
    const FdEvent a(loop, bell.fd(), [&] { ++calls, loop.stop(); });
    const FdEvent b(loop, bell.fd(), [&] { ++calls, loop.stop(); });
    bell.ring();
    loop.run();
    EXPECT_EQ(calls, 1);
}

TEST(EventLoop, AnExceptionLeavesRunAndTheLoopGoesOnAfterwards) {
    EventLoop loop;
    const Doorbell bell;
    bool fails = true;
    const FdEvent event(loop, bell.fd(), [&] {
        if (fails) throw std::runtime_error("from a callback");
        loop.stop();
    });
    bell.ring();
    EXPECT_THROW(loop.run(), std::runtime_error);
    fails = false;
    loop.run();
}

} // namespace
} // namespace redstart
