// Who listens hears what the take has, in its place; who is slow costs the take nothing.
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/sound_client.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <list>
#include <sys/stat.h>
#include <thread>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// A recorder whose microphone counts in 32 bits: each frame says which it is.
class Listen : public testing::Test {
protected:
    explicit Listen(const std::string& audio = "format = \"S32_LE\"\n")
        : home_(microphone_.pcm(), audio) {}

    std::string socket() const { return home_.folder() / "sound.sock"; }
    std::vector<std::string> listened_to() const {
        return home_.appliance({"--listen-socket", socket()});
    }
    bool come_to_be(unsigned listeners) const {
        return eventually([&] { return home_.status()["listeners"] == listeners; });
    }
    Frames number(const SoundClient::Packet& packet, const AudioFormat& format) const {
        return counter_number(std::span(packet.sound).first(format.frame_bytes()), format);
    }

    SimulatedMicrophone microphone_;
    const ApplianceHome home_;
};

bool has_thread(const Program& program, const std::string& wanted) {
    const fs::path tasks = "/proc/" + std::to_string(program.pid()) + "/task";
    return std::ranges::any_of(fs::directory_iterator(tasks), [&](const auto& task) {
        std::string name;
        std::getline(std::ifstream(task.path() / "comm") >> std::ws, name);
        return name == wanted;
    });
}

std::ptrdiff_t open_files(const Program& program) {
    const fs::path fds = "/proc/" + std::to_string(program.pid()) + "/fd";
    return std::distance(fs::directory_iterator(fds), {});
}

TEST_F(Listen, HearsTheTakeByteByByteAtThePositionsTold) {
    Program appliance(listened_to());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    SoundClient client(socket());
    ASSERT_EQ(client.hello().dump(), R"({"channels":2,"format":"S32_LE","rate":48000})");
    const AudioFormat format = client.format();

    Program start(redstart({"start", "--socket", home_.socket()}));
    std::vector<SoundClient::Packet> packets; // this may be slow: what counts are the positions
    while (microphone_.frames_delivered() < 4 * 48000 || packets.size() < 100) {
        auto packet = client.next();
        ASSERT_TRUE(packet);
        EXPECT_LE(packet->frames, 1024);
        if (!packets.empty()) {
            EXPECT_EQ(packet->first, packets.back().end() + packet->lost);
        }
        packets.push_back(std::move(*packet));
    }
    ASSERT_EQ(start.wait(), 0) << start.err();
    const Sound take = sound_of(home_.file_of({"stop"}));
    ASSERT_EQ(take.format, format);
    const Frames take_first = packets[0].first + take.number(0) - number(packets[0], format);
    Frames same = 0;
    for (const SoundClient::Packet& packet : packets) {
        const Frames at = packet.first - take_first;
        if (at < 0 || at + packet.frames > take.frames()) continue;
        EXPECT_TRUE(std::ranges::equal(packet.sound, take.from(at).first(packet.sound.size())));
        same += packet.frames;
    }
    EXPECT_GT(same, 48000);
}

TEST_F(Listen, AFifthListenerIsRefusedInWords) {
    Program appliance(listened_to());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_TRUE(come_to_be(0));
    std::list<SoundClient> clients;
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(clients.emplace_back(socket()).next());
    EXPECT_TRUE(come_to_be(4));
    SoundClient fifth(socket());
    EXPECT_EQ(fifth.hello().dump(),
              R"({"error":"[listen] socket: 4 listen already; end one of them"})");
    EXPECT_FALSE(fifth.next());
    clients.pop_front();
    EXPECT_TRUE(come_to_be(3));
    EXPECT_TRUE(SoundClient(socket()).next());
}

/// 1.5 MB a second.
struct ListenWide : Listen {
    ListenWide() : Listen("format = \"S32_LE\"\nchannels = 8\n") {}
};

TEST_F(ListenWide, WhoStopsReadingCostsTheTakeNoFrameAndIsToldWhatHeLost) {
    Program appliance(listened_to());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    SoundClient client(socket());
    const auto first = client.next();
    ASSERT_TRUE(first);
    const Frames offset = first->first - number(*first, client.format());
    home_.file_of({"start"});
    ASSERT_TRUE(eventually([&] { return home_.status()["take"]["frames"] > 3 * 48000; }));
    Frames next = first->end(), lost = 0;
    while (lost == 0) {
        const auto packet = client.next();
        ASSERT_TRUE(packet);
        ASSERT_EQ(packet->first, next + packet->lost);
        EXPECT_EQ(packet->first - number(*packet, client.format()), offset);
        next = packet->end();
        lost = packet->lost;
    }
    std::printf("lost to the listener: %lld frames\n", static_cast<long long>(lost));
    EXPECT_EQ(home_.status()["take"]["frames_lost"], 0);
    const Sound take = sound_of(home_.file_of({"stop"}));
    EXPECT_EQ(counter_fault(take.bytes, take.format, take.number(0)), "");
}

TEST_F(Listen, AMicrophoneThatGoesHangsUpAndIsHeardAgainWhenItIsBack) {
    Program appliance(listened_to());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    std::optional<SoundClient> client(socket());
    ASSERT_TRUE(client->next());
    microphone_.vanish();
    EXPECT_TRUE(eventually([&] { return !client->next(); }));
    EXPECT_TRUE(come_to_be(0));
    const std::string why = SoundClient(socket()).hello().value("error", "");
    EXPECT_TRUE(why.starts_with("microphone: it is not there; ")) << why;
    microphone_.come_back();
    EXPECT_TRUE(eventually([&] {
        client.emplace(socket());
        return client->hello().contains("rate");
    }));
    EXPECT_TRUE(client->next());
}

TEST_F(Listen, WithoutTheKeyThereIsNeitherThreadNorSocket) {
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_TRUE(has_thread(appliance, "capture"));
    EXPECT_FALSE(has_thread(appliance, "listen"));
    EXPECT_TRUE(home_.status()["listeners"].is_null());
    for (const auto& file : fs::directory_iterator(home_.folder()))
        EXPECT_TRUE(!file.is_socket() || file.path() == home_.socket()) << file.path();
}

TEST_F(Listen, TheSocketIsForOwnerAndGroupAndGoesWithTheRecorder) {
    std::ofstream(home_.configuration(), std::ios::app)
        << "[listen]\nsocket = \"" << socket() << "\"\n";
    Program appliance(home_.appliance());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_TRUE(has_thread(appliance, "listen"));
    EXPECT_EQ(home_.status()["listeners"], 0);
    struct stat there {};
    ASSERT_EQ(::lstat(socket().c_str(), &there), 0);
    EXPECT_EQ(there.st_mode, S_IFSOCK | 0660u);
    appliance.signal(SIGTERM);
    EXPECT_EQ(appliance.wait(), 0) << appliance.err();
    EXPECT_FALSE(fs::exists(socket()));
}

TEST_F(Listen, WithoutAPlaceForTheSocketItRecordsAllTheSameAndSaysSo) {
    const std::string nowhere = home_.folder() / "gone" / "sound.sock";
    Program appliance(home_.appliance({"--listen-socket", nowhere}));
    EXPECT_TRUE(appliance.complains_of(nowhere + ": there is no folder")) << appliance.err();
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_TRUE(home_.status()["listeners"].is_null());
    home_.file_of({"start"});
    home_.file_of({"stop"});
}

TEST_F(Listen, AtThePlaceOfTheControlSocketNobodyCanAndItRecordsAllTheSame) {
    Program appliance(home_.appliance({"--listen-socket", home_.folder() / "./control.sock"}));
    EXPECT_TRUE(appliance.complains_of("control.sock: is that of [control] socket; choose another"))
        << appliance.err();
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_TRUE(home_.status()["listeners"].is_null());
    home_.file_of({"start"});
    home_.file_of({"stop"});
}

TEST_F(Listen, AFileAtItsPlaceIsLeftAloneAndItRecordsAllTheSame) {
    std::ofstream(socket()) << "precious";
    Program appliance(listened_to());
    EXPECT_TRUE(appliance.complains_of("sound.sock: is there and is no socket; choose another in "
                                       "[listen] socket; it goes on, and nobody can listen"))
        << appliance.err();
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_TRUE(home_.status()["listeners"].is_null());
    appliance.signal(SIGTERM);
    EXPECT_EQ(appliance.wait(), 0) << appliance.err();
    EXPECT_EQ(fs::file_size(socket()), 8u);
}

/// They connect as fast as they can, hear a little or nothing, read on or do not, and hang up.
TEST_F(Listen, AStormOfThemCostsTheTakeNoFrame) {
    Program appliance(listened_to());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    home_.file_of({"start"});
    std::atomic<bool> is_over{false};
    std::atomic<unsigned> heard{0}, refused{0};
    std::vector<std::thread> crowd;
    for (int i = 0; i < 6; ++i)
        crowd.emplace_back([&, i] {
            while (!is_over) {
                SoundClient client(socket());
                client.hello().contains("rate") ? ++heard : ++refused;
                if (i % 2 == 0 && client.hello().contains("rate")) client.next();
            }
        });
    EXPECT_TRUE(eventually([&] { return heard > 300 && refused > 100; }))
        << heard << " heard, " << refused << " were refused";
    is_over = true;
    for (std::thread& one : crowd) one.join();
    EXPECT_TRUE(come_to_be(0));
    EXPECT_EQ(home_.status()["take"]["frames_lost"], 0);
    const Sound take = sound_of(home_.file_of({"stop"}));
    EXPECT_EQ(counter_fault(take.bytes, take.format, take.number(0)), "");
}

TEST_F(Listen, WhoComesAndGoesLeavesNothingBehind) {
    Program appliance(listened_to());
    ASSERT_TRUE(appliance.complains_of("ready: armed")) << appliance.err();
    EXPECT_TRUE(SoundClient(socket()).next());
    ASSERT_TRUE(come_to_be(0));
    const auto before = open_files(appliance);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(SoundClient(socket()).hello().is_object());
    EXPECT_TRUE(come_to_be(0));
    EXPECT_TRUE(eventually([&] { return open_files(appliance) <= before; }));
    EXPECT_TRUE(SoundClient(socket()).next());
}

} // namespace
} // namespace redstart
