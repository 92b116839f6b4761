// The client says in one line why nobody answers, and waits no longer than it may.
#include "control/client.hpp"

#include "base/doorbell.hpp"
#include "control/appliance.hpp"
#include "control/listener.hpp"
#include "control/server.hpp"
#include "control/socket_folder.hpp"
#include "control/stranger.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

template <class Call>
std::string why(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was wrong";
}

TEST(ControlClient, WhatTheServerAnswersIsWhatAskReturns) {
    const SocketFolder place;
    EventLoop loop;
    const ControlServer server(loop, place.path(), [&](const Request& request, const Reply& reply) {
        for (int i = 0; i < 3; ++i) reply.send({{"ok", true}, {"text", request.text}, {"line", i}});
        loop.stop();
    });
    std::thread appliance([&] { loop.run(); });
    ControlClient client(place.path());
    EXPECT_EQ(client.ask({Order::mark, "here ♪", {}}),
              (json{{"ok", true}, {"text", "here ♪"}, {"line", 0}}));
    EXPECT_EQ(client.next().value()["line"], 1);
    EXPECT_EQ(client.next().value()["line"], 2);
    appliance.join();
}

TEST(ControlClient, NobodyThereIsToldWithWhatToDo) {
    const SocketFolder place;
    const std::string expected = place.path() +
                                 ": nobody answers; systemctl status redstart shows the service; "
                                 "redstart run starts one by hand";
    EXPECT_EQ(why([&] { ControlClient(place.path()); }), expected);
    {
        const UniqueFd dead(::socket(AF_UNIX, SOCK_STREAM, 0));
        const SocketAddress address(place.path());
        ASSERT_EQ(::bind(dead.get(), address.get(), address.size()), 0);
    }
    EXPECT_EQ(why([&] { ControlClient(place.path()); }), expected);
}

TEST(ControlClient, NoPermissionNamesTheGroup) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may open every socket; run as an ordinary user";
    const SocketFolder place;
    const Listener listener(place.path());
    ::chmod(place.path().c_str(), 0);
    EXPECT_NE(why([&] { ControlClient(place.path()); }).find("then log in again"),
              std::string::npos);
}

TEST(ControlClient, AnApplianceThatDoesNotAnswerIsWaitedForOnlySoLong) {
    const SocketFolder place;
    const Listener silent(place.path()); // the kernel accepts, nobody else does
    ControlClient client(place.path(), {.silence = 50ms});
    const TimePoint start = Clock::now();
    EXPECT_NE(why([&] { client.ask({}); }).find("does not answer for 50 ms"), std::string::npos);
    EXPECT_GE(Clock::now() - start, 50ms);
    EXPECT_LT(Clock::now() - start, 20s);
}

TEST(ControlClient, AnOrderIsWaitedForAsLongAsTheApplianceAnswersAnythingAtAll) {
    const SocketFolder place;
    Appliance appliance(place.path());
    std::thread later([&] {
        soon([&] { return appliance.requests() > 3; }); // it was asked again and again meanwhile
        appliance.answer_the_stops();
    });
    ControlClient client(place.path(), {.silence = 30ms});
    EXPECT_EQ(client.ask({Order::stop, {}, {}}), (json{{"ok", true}, {"late", true}}));
    later.join();
}

TEST(ControlClient, AnOrderThatIsNeverDoneIsGivenUpWithAWord) {
    const SocketFolder place;
    Appliance appliance(place.path());
    ControlClient client(place.path(), {.silence = 10ms, .order = 100ms});
    const std::string told = why([&] { client.ask({Order::stop, {}, {}}); });
    EXPECT_NE(told.find("the order is not done after 100 ms; it stays given"), std::string::npos)
        << told;
}

TEST(ControlClient, AQueueThatIsFullIsASilentAppliance) {
    const SocketFolder place;
    const UniqueFd full(::socket(AF_UNIX, SOCK_STREAM, 0));
    const SocketAddress address(place.path());
    ASSERT_EQ(::bind(full.get(), address.get(), address.size()), 0);
    ASSERT_EQ(::listen(full.get(), 0), 0);
    const RawClient first(place.path());
    EXPECT_NE(why([&] {
                  ControlClient(place.path(), {.silence = 50ms});
              }).find("does not answer for 50 ms"),
              std::string::npos);
}

TEST(ControlClient, AStrangerAtTheSocketIsNoticed) {
    const std::pair<std::string, std::string> rows[] = {
        {"", "nobody answers"},
        {"{\"ok\":true", "nobody answers"},
        {"220 mail ready\r\n", "no JSON object"},
        {"[]\n", "no JSON object"},
        {std::string(3 << 20, 'x'), "does not end"},
    };
    for (const auto& [bytes, reason] : rows) {
        const SocketFolder place;
        const Stranger stranger(place.path(), bytes);
        const std::string told = why([&] { ControlClient(place.path()).ask({}); });
        EXPECT_NE(told.find(reason), std::string::npos) << told;
    }
}

TEST(ControlClient, TheReasonIsHeardWhereTheServerTurnsItAway) {
    const SocketFolder place;
    EventLoop loop;
    const ControlServer server(loop, place.path(), [](const Request&, const Reply&) { FAIL(); },
                               {0, 10s});
    const Doorbell end;
    const FdEvent told(loop, end.fd(), [&] { loop.stop(); });
    std::thread appliance([&] { loop.run(); });
    ControlClient client(place.path());
    EXPECT_NE(client.ask({})["error"].get<std::string>().find("too many clients"),
              std::string::npos);
    end.ring();
    appliance.join();
}

} // namespace
} // namespace redstart
