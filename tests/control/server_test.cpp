// The server against clients that are late, rude, many, silent or gone.
#include "control/appliance.hpp"
#include "control/socket_folder.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

TEST(ControlServer, EachLineHasItsAnswerInOrder) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    RawClient client(place.path());
    std::string lines;
    for (int i = 0; i < 100; ++i)
        lines += R"({"command":"mark","text":")" + std::to_string(i) + "\"}\n";
    ASSERT_TRUE(client.say(lines)); // all at once, in pieces that end anywhere
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(json::parse(client.read_line())["text"], std::to_string(i));
}

TEST(ControlServer, AnAnswerMayComeLaterAndTheNextRequestWaitsForIt) {
    const SocketFolder place;
    Appliance appliance(place.path());
    RawClient client(place.path());
    client.say("{\"command\":\"stop\"}\n" + status_line);
    ASSERT_TRUE(soon([&] { return appliance.open_replies() == 1; }));
    RawClient other(place.path());
    other.say(status_line);
    EXPECT_TRUE(accepted(other.read_line())); // nobody else waits
    EXPECT_EQ(appliance.requests(), 2);
    appliance.answer_the_stops();
    EXPECT_TRUE(json::parse(client.read_line()).contains("late"));
    EXPECT_TRUE(json::parse(client.read_line()).contains("text"));
}

TEST(ControlServer, AnErrorOfTheHandlerIsTheAnswer) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    RawClient client(place.path());
    client.say("{\"command\":\"split\"}\n" + status_line);
    EXPECT_EQ(reason(client.read_line()), "split: nothing is recorded; start");
    EXPECT_TRUE(accepted(client.read_line()));
}

TEST(ControlServer, AHostileLineIsRefusedAndTheConnectionGoesOn) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    RawClient client(place.path());
    using std::string_literals::operator""s;
    for (const std::string& line :
         {"\n"s, "\0\0\n"s, "{\n"s, "[[[[[[\n"s, "\xff\xfe\n"s, "{\"command\":\"format c:\"}\n"s}) {
        client.say(line);
        EXPECT_NE(reason(client.read_line()).find("request: "), std::string::npos) << line;
    }
    client.say(status_line);
    EXPECT_TRUE(accepted(client.read_line()));
    EXPECT_EQ(appliance.requests(), 1);
}

TEST(ControlServer, ALineWithoutEndIsRefusedAndHungUpOn) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    RawClient client(place.path());
    const std::string flood(1 << 20, 'x');
    client.say(flood); // may fail half way
    EXPECT_NE(reason(client.read_line()).find("16384 bytes"), std::string::npos);
    EXPECT_EQ(client.read_line(), "");
    EXPECT_EQ(appliance.requests(), 0);
}

TEST(ControlServer, AClientThatHasSaidAllIsStillAnswered) {
    const SocketFolder place;
    Appliance appliance(place.path());
    RawClient client(place.path());
    client.say("{\"command\":\"stop\"}\n");
    client.say_no_more(); // as socat does at the end of its input
    ASSERT_TRUE(soon([&] { return appliance.open_replies() == 1; }));
    appliance.answer_the_stops();
    EXPECT_TRUE(accepted(client.read_line()));
    EXPECT_EQ(client.read_line(), "");
}

TEST(ControlServer, AClientThatGoesBeforeTheAnswerIsObeyedAndForgotten) {
    const SocketFolder place;
    Appliance appliance(place.path());
    for (int i = 0; i < 40; ++i) { // more than there are places
        RawClient(place.path()).say("{\"command\":\"stop\"}\n");
        ASSERT_TRUE(soon([&] { return appliance.requests() == i + 1; })) << i;
    }
    appliance.answer_the_stops();
    RawClient client(place.path());
    client.say(status_line);
    EXPECT_TRUE(accepted(client.read_line()));
}

TEST(ControlServer, FollowGoesOnUntilTheClientHangsUp) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    {
        RawClient client(place.path());
        client.say("{\"command\":\"status\",\"follow\":true}\n");
        for (int i = 1; i <= 50; ++i) ASSERT_EQ(json::parse(client.read_line())["sent"], i);
        EXPECT_EQ(appliance.open_replies(), 1);
    }
    EXPECT_TRUE(soon([&] { return appliance.open_replies() == 0; }));
}

TEST(ControlServer, AFollowerThatDoesNotReadIsHungUpOn) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    const RawClient client(place.path());
    client.say("{\"command\":\"status\",\"follow\":true}\n");
    ASSERT_TRUE(soon([&] { return appliance.open_replies() == 1; }));
    EXPECT_TRUE(soon([&] { return appliance.open_replies() == 0; }));
}

TEST(ControlServer, AClientThatSendsAndNeverReadsCostsNobodyElseATurn) {
    const SocketFolder place;
    const Appliance appliance(place.path(), {16, 200ms});
    const RawClient rude(place.path());
    const std::string mark =
        R"({"command":"mark","text":")" + std::string(max_text_bytes, 'x') + "\"}\n";
    while (rude.say(mark)) {
    } // ends when the server hangs up
    RawClient client(place.path());
    client.say(status_line);
    EXPECT_TRUE(accepted(client.read_line()));
}

TEST(ControlServer, HalfARequestIsHungUpOnInTime) {
    const SocketFolder place;
    const Appliance appliance(place.path(), {16, 20ms});
    RawClient client(place.path());
    client.say("{\"command\":");
    const TimePoint start = Clock::now();
    EXPECT_NE(reason(client.read_line()).find("request: none has come in time"), std::string::npos);
    EXPECT_EQ(client.read_line(), "");
    EXPECT_LT(Clock::now() - start, 10s);
}

TEST(ControlServer, PatienceEndsWithTheRequestNotWithTheAnswer) {
    const SocketFolder place;
    Appliance appliance(place.path(), {16, 20ms});
    RawClient client(place.path());
    client.say("{\"command\":\"stop\"}\n");
    RawClient idle(place.path());
    EXPECT_NE(idle.read_line(), ""); // the patience is over by now
    appliance.answer_the_stops();
    EXPECT_TRUE(accepted(client.read_line()));
}

TEST(ControlServer, TooManyClientsAreRefusedWithTheReasonAndTheOthersStay) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    std::vector<RawClient> clients;
    for (int i = 0; i < 16; ++i) {
        clients.emplace_back(place.path());
        clients.back().say(status_line);
        ASSERT_TRUE(accepted(clients.back().read_line())) << i;
    }
    {
        RawClient one_more(place.path());
        EXPECT_NE(reason(one_more.read_line()).find("too many clients"), std::string::npos);
        EXPECT_EQ(one_more.read_line(), "");
    }
    clients.pop_back();
    EXPECT_TRUE(soon([&] {
        RawClient client(place.path());
        client.say(status_line);
        return accepted(client.read_line());
    }));
    clients.front().say(status_line);
    EXPECT_TRUE(accepted(clients.front().read_line()));
}

TEST(ControlServer, ManyClientsAtOnceAreEachAnswered) {
    const SocketFolder place;
    const Appliance appliance(place.path());
    std::atomic<int> answers = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i) {
                RawClient client(place.path());
                client.say(status_line);
                answers += accepted(client.read_line()) ? 1 : 0;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(answers, 400);
}

/// Leaves the process no descriptor but one, and takes that back.
class OneMoreDescriptor {
public:
    OneMoreDescriptor() {
        const UniqueFd next(::dup(STDERR_FILENO));
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit tight{static_cast<rlim_t>(next.get()) + 1, before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &tight);
    }
    ~OneMoreDescriptor() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    OneMoreDescriptor(const OneMoreDescriptor&) = delete;
    OneMoreDescriptor& operator=(const OneMoreDescriptor&) = delete;

private:
    rlimit before_{};
};

TEST(ControlServer, WithoutADescriptorForAClientItWaitsForOneWithoutSpinning) {
    const SocketFolder place;
    EventLoop loop;
    const ControlServer server(loop, place.path(), [&](const Request&, const Reply& reply) {
        reply.finish({{"ok", true}});
        loop.stop();
    });
    std::optional<OneMoreDescriptor> shortage(std::in_place);
    RawClient client(place.path()); // has the last one
    client.say(status_line);
    Timer relief(loop, [&] { shortage.reset(); });
    relief.after(100ms);
    const std::clock_t cpu = std::clock();
    loop.run();
    EXPECT_LT(std::clock() - cpu, CLOCKS_PER_SEC / 20);
    EXPECT_TRUE(accepted(client.read_line()));
}

} // namespace
} // namespace redstart
