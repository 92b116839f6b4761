// A Reply outlives everything it could be sent to.
#include "control/appliance.hpp"
#include "control/socket_folder.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace redstart {
namespace {

using nlohmann::json;

TEST(Reply, IsHarmlessWhenTheServerIsGone) {
    const SocketFolder place;
    EventLoop loop;
    std::optional<Reply> kept;
    {
        const ControlServer server(loop, place.path(), [&](const Request&, const Reply& reply) {
            kept = reply;
            loop.stop();
        });
        const RawClient client(place.path());
        client.say(status_line);
        loop.run();
        EXPECT_TRUE(kept->is_open());
    }
    EXPECT_FALSE(kept->is_open());
    kept->finish({{"ok", true}});
}

TEST(Reply, IsCompleteWhenItsLastCopyIsGone) {
    const SocketFolder place;
    EventLoop loop;
    int requests = 0;
    const ControlServer server(loop, place.path(), [&](const Request&, const Reply&) {
        if (++requests == 2) loop.stop(); // nobody keeps the Reply
    });
    const RawClient client(place.path());
    client.say(status_line + status_line);
    loop.run();
    EXPECT_EQ(requests, 2);
}

TEST(Reply, DoesNotSpeakIntoTheAnswerOfTheNextRequest) {
    const SocketFolder place;
    EventLoop loop;
    std::vector<Reply> replies;
    const ControlServer server(loop, place.path(), [&](const Request&, const Reply& reply) {
        replies.push_back(reply);
        if (replies.size() == 1) return reply.finish({{"answer", 1}});
        replies[0].send({{"answer", "late"}});
        EXPECT_FALSE(replies[0].is_open());
        reply.finish({{"answer", 2}});
        loop.stop();
    });
    RawClient client(place.path());
    client.say(status_line + status_line);
    loop.run();
    EXPECT_EQ(json::parse(client.read_line())["answer"], 1);
    EXPECT_EQ(json::parse(client.read_line())["answer"], 2);
}

} // namespace
} // namespace redstart
