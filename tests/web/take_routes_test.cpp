// What phones get of takes, over HTTP, from the server in a thread of the test's own.
#include "web/report_route.hpp"
#include "web/sound_route.hpp"
#include "web/take_routes.hpp"

#include "base/doorbell.hpp"
#include "control/address.hpp"
#include "support/program.hpp"
#include "web/listening.hpp"
#include "web/overview.hpp"
#include "web/playable_sound.hpp"
#include "web/server.hpp"
#include "web/take_making.hpp"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr AudioFormat format{48000, 2, SampleFormat::s16_le};

struct Got {
    int status = 0;
    std::string head, body;

    std::string header(const std::string& name) const {
        const std::size_t at = head.find("\r\n" + name + ": ");
        if (at == head.npos) return {};
        const std::size_t begin = at + name.size() + 4;
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }
};

/// A connection to that port, which reads for 20 s at most.
class Phone {
public:
    explicit Phone(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval limit{20, 0};
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
                  0);
    }
    void say(const std::string& text) {
        EXPECT_EQ(::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }
    /// Up to the end, or until there is so much behind the head.
    Got hear(std::size_t enough = SIZE_MAX) {
        Got got;
        while (read_head(got), got.body.size() < enough && read_more()) {
        }
        read_head(got);
        return got;
    }

private:
    bool read_more() {
        std::array<char, 65536> block{};
        const ssize_t n = ::recv(fd_.get(), block.data(), block.size(), 0);
        if (n > 0) all_.append(block.data(), static_cast<std::size_t>(n));
        return n > 0;
    }
    void read_head(Got& got) {
        const std::size_t end = all_.find("\r\n\r\n");
        if (end == all_.npos) return;
        got.head = all_.substr(0, end + 2);
        got.status = std::stoi(all_.substr(9, 3));
        got.body = all_.substr(end + 4);
    }
    UniqueFd fd_;
    std::string all_;
};

class TakeRoutesTest : public testing::Test {
protected:
    TakeRoutesTest() {
        std::filesystem::create_directory(takes());
        std::filesystem::create_directory(home_ / "state");
        UniqueFd socket = listen_at("127.0.0.1:0");
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this, fd = socket.release()] { serve(UniqueFd(fd)); });
    }
    ~TakeRoutesTest() override {
        stop_.ring();
        thread_.join();
    }

    void serve(UniqueFd socket) {
        EventLoop loop;
        const FdEvent stop(loop, stop_.fd(), [&] { loop.stop(); });
        Routes routes;
        TakeRoutes take_routes(loop, takes(), home_ / "state");
        ReportRoute report(loop, takes());
        SoundRoute sound(loop, home_ / "sound.sock");
        take_routes.add_to(routes);
        report.add_to(routes);
        sound.add_to(routes);
        const HttpServer server(
            loop, std::move(socket), [&](HttpRequest request, const HttpReply& reply) {
                if (const Route* route = routes.find(request))
                    route->handler(request, reply);
                else
                    reply.finish(refusal_response(404, "address: nothing is there; open /"));
            });
        loop.run();
    }

    Got ask(const std::string& address, const std::string& headers = {},
            const std::string& method = "GET") {
        Phone phone(port_);
        phone.say(method + " " + address + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers +
                  "Connection: close\r\n\r\n");
        return phone.hear();
    }
    json ask_json(const std::string& address) { return json::parse(ask(address).body); }

    fs::path takes() const { return home_ / "takes"; }
    std::string text_of_file(const std::string& name) {
        const Bytes bytes = contents(takes() / name);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    TemporaryFolder home_;
    Doorbell stop_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

TEST_F(TakeRoutesTest, TheListIsThereByPages) {
    for (int i = 0; i < 5; ++i)
        put_take(takes() / ("20261121T08150" + std::to_string(i) + "Z_pi_0001.wav"), format,
                 sound(format, 100));
    const json first = ask_json("/takes?count=3");
    EXPECT_EQ(first["takes"].size(), 3U);
    const json second = ask_json("/takes?count=3&before=" + first["next"].get<std::string>());
    EXPECT_EQ(second["takes"].size(), 2U);
    EXPECT_EQ(second["next"], nullptr);
}

TEST_F(TakeRoutesTest, AFileComesWholeOrByAnyRange) {
    fs::create_directory(takes() / "a day");
    put_take(takes() / "a day/x.wav", format, noise(format, 20'000));
    const std::string all = text_of_file("a day/x.wav");
    const Got whole = ask("/takes/a%20day/x.wav");
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.header("Content-Type"), "audio/wav");
    EXPECT_EQ(whole.header("Accept-Ranges"), "bytes");
    EXPECT_EQ(whole.body, all);
    const Got part = ask("/takes/a%20day/x.wav", "Range: bytes=100-50099\r\n");
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.header("Content-Range"), "bytes 100-50099/" + std::to_string(all.size()));
    EXPECT_EQ(part.body, all.substr(100, 50'000));
    const Got last = ask("/takes/a%20day/x.wav", "Range: bytes=-7\r\n");
    EXPECT_EQ(last.body, all.substr(all.size() - 7));
}

TEST_F(TakeRoutesTest, HeadTellsTheLengthAndSendsNothing) {
    put_take(takes() / "x.wav", format, noise(format, 1000));
    for (const std::string place : {"/takes/x.wav", "/play/x.wav"}) {
        const Got head = ask(place, "Range: bytes=0-9\r\n", "HEAD");
        EXPECT_EQ(head.status, 206) << place;
        EXPECT_EQ(head.header("Content-Length"), "10") << place;
        EXPECT_EQ(head.body, "") << place;
    }
}

TEST_F(TakeRoutesTest, ARangeBehindTheEndIs416) {
    put_take(takes() / "x.wav", format, noise(format, 1000));
    for (const std::string place : {"/takes/x.wav", "/play/x.wav"}) {
        const Got got = ask(place, "Range: bytes=9999999-\r\n");
        EXPECT_EQ(got.status, 416) << place;
        EXPECT_TRUE(got.header("Content-Range").starts_with("bytes */")) << place;
    }
}

TEST_F(TakeRoutesTest, SeveralRangesAreAnsweredByTheWholeFile) {
    put_take(takes() / "x.wav", format, noise(format, 1000));
    const Got got = ask("/takes/x.wav", "Range: bytes=0-1,5-9\r\n");
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, text_of_file("x.wav"));
}

TEST_F(TakeRoutesTest, IfRangeSendsAllOfAFileThatIsAnotherNow) {
    put_take(takes() / "x.wav", format, noise(format, 1000));
    const std::string tag = ask("/takes/x.wav").header("ETag");
    ASSERT_FALSE(tag.empty());
    const std::string asks = "Range: bytes=0-9\r\nIf-Range: " + tag + "\r\n";
    EXPECT_EQ(ask("/takes/x.wav", asks).status, 206);
    put_take(takes() / "x.wav", format, noise(format, 2000));
    EXPECT_EQ(ask("/takes/x.wav", asks).status, 200);
}

TEST_F(TakeRoutesTest, AFileThatGrowsIsSentAsFarAsItIs) {
    put(takes() / "x.wav.part", joined(file_header(format, "boot"), noise(format, 1000)));
    EXPECT_EQ(ask("/takes/x.wav.part").header("ETag"), "");
    EXPECT_EQ(ask("/takes/x.wav.part", "Range: bytes=8090-\r\n").body.size(), 6U);
    put(takes() / "x.wav.part", joined(file_header(format, "boot"), noise(format, 2000)));
    const Got later = ask("/takes/x.wav.part", "Range: bytes=8090-\r\n");
    EXPECT_EQ(later.header("Content-Range"), "bytes 8090-12095/12096");
    EXPECT_EQ(later.body, text_of_file("x.wav.part").substr(8090));
}

TEST_F(TakeRoutesTest, ADownloadHasTheNameOfTheTake) {
    put_take(takes() / "ü 1.wav", format, noise(format, 10));
    EXPECT_EQ(ask("/takes/%C3%BC%201.wav?download").header("Content-Disposition"),
              "attachment; filename*=UTF-8''%C3%BC%201.wav");
    EXPECT_EQ(ask("/takes/%C3%BC%201.wav").header("Content-Disposition"), "");
}

TEST_F(TakeRoutesTest, NothingElseIsSentWhateverThePathSays) {
    put_take(home_ / "outside.wav", format, noise(format, 10));
    put(takes() / "notes.txt", Bytes(10));
    fs::create_symlink(home_ / "outside.wav", takes() / "link.wav");
    for (const char* kind : {"/takes/", "/play/", "/labels/", "/overview/"})
        for (const char* place :
             {"../outside.wav", "%2e%2e/outside.wav", "..%2foutside.wav", "link.wav", "notes.txt",
              "no.wav", ".", "%00.wav", "x.wav%00", "/outside.wav", "%2Fetc%2Fpasswd"}) {
            const Got got = ask(std::string(kind) + place);
            EXPECT_TRUE(got.status == 404 || got.status == 400) << kind << place << got.status;
        }
}

TEST_F(TakeRoutesTest, WhatPhonesCannotPlayIsPlayedByTheSameRanges) {
    const AudioFormat big{192000, 8, SampleFormat::s24_3le};
    put_take(takes() / "x.wav", big, noise(big, 40'000));
    const Got whole = ask("/play/x.wav");
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.body.size(), 44 + 10'000 * 4U);
    EXPECT_EQ(ask("/play/x.wav", "Range: bytes=1001-30000\r\n").body,
              whole.body.substr(1001, 29'000));
    put(takes() / "text.wav", Bytes(5000, std::byte{'t'}));
    EXPECT_EQ(ask("/play/text.wav").status, 415);
}

TEST_F(TakeRoutesTest, MarksAreALabelTrack) {
    HeaderPage header = file_header(format, "boot");
    Marks marks;
    marks.add(24000, "a wren");
    const Bytes sound = noise(format, 48000);
    Bytes file = joined(header, sound);
    for (const auto chunk : {marks.cue_chunk(), marks.label_chunk(), marks.regions()})
        file.insert(file.end(), chunk.begin(), chunk.end());
    set_sizes(header, sound.size(), marks.bytes());
    set_closed(header);
    std::ranges::copy(header, file.begin());
    put(takes() / "x.wav", file);
    const Got got = ask("/labels/x.wav?download");
    EXPECT_EQ(got.body, "0.500000\t0.500000\ta wren\n");
    EXPECT_EQ(got.header("Content-Disposition"), "attachment; filename*=UTF-8''x.txt");
}

TEST_F(TakeRoutesTest, AnOverviewIsMadeAndThenThere) {
    put_take(takes() / "x.wav", format, noise(format, 100'000));
    Got got = ask("/overview/x.wav");
    EXPECT_EQ(got.status, 202);
    EXPECT_TRUE(json::parse(got.body)["progress"].is_number());
    EXPECT_TRUE(eventually(
        [&] {
            got = ask("/overview/x.wav");
            return got.status == 200;
        },
        idle_patience));
    EXPECT_TRUE(is_overview(std::as_bytes(std::span(got.body))));
}

TEST_F(TakeRoutesTest, TheReportIsMadeFromTheSidecars) {
    put_take(takes() / "20261121T081500Z_pi_0001.wav", format, noise(format, 48'000));
    Got got;
    EXPECT_TRUE(eventually(
        [&] {
            got = ask("/report?from=2026-11-21&to=2026-11-22"); // 504 after half a minute
            return got.status == 200;
        },
        idle_patience));
    const json report = json::parse(got.body);
    EXPECT_EQ(report["hours_wanted"], 24);
    EXPECT_EQ(report["files"].at(0)["file"], "20261121T081500Z_pi_0001.wav");
    EXPECT_EQ(ask("/report?from=yesterday").status, 400);
    EXPECT_EQ(ask("/report?from=2026-11-22&to=2026-11-21").status, 400);
}

TEST_F(TakeRoutesTest, SoundIsRefusedWithARemedyWhereNoRecorderIs) {
    const Got got = ask("/sound");
    EXPECT_EQ(got.status, 503);
    EXPECT_NE(got.body.find("[listen] socket"), std::string::npos);
}

TEST_F(TakeRoutesTest, SoundComesInBlocksUntilThePhoneHangsUp) {
    const std::string path = home_ / "sound.sock";
    const SocketAddress address(path);
    const UniqueFd server(::socket(AF_UNIX, SOCK_SEQPACKET, 0));
    ASSERT_EQ(::bind(server.get(), address.get(), address.size()), 0);
    ASSERT_EQ(::listen(server.get(), 1), 0);
    UniqueFd recorder;
    {
        Phone phone(port_);
        phone.say("GET /sound?rate=24000&channels=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        recorder.reset(::accept(server.get(), nullptr, nullptr));
        const std::string hello = R"({"rate":48000,"channels":2,"format":"S16_LE"})";
        ::send(recorder.get(), hello.data(), hello.size(), 0);
        Bytes packet = joined(Bytes(16), noise(format, 4800));
        store(packet, 8, std::uint32_t{4800});
        ::send(recorder.get(), packet.data(), packet.size(), 0);
        const Got got = phone.hear(1000);
        EXPECT_EQ(got.status, 200);
        EXPECT_EQ(got.header("X-Redstart-Rate"), "24000");
        EXPECT_EQ(got.header("X-Redstart-Channels"), "1");
        EXPECT_EQ(got.header("Content-Type"), "application/octet-stream");
    }
    std::byte byte{}; // the phone has gone: nobody listens any more
    Bytes packet = joined(Bytes(16), noise(format, 480));
    store(packet, 8, std::uint32_t{480});
    EXPECT_TRUE(eventually([&] {
        ::send(recorder.get(), packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        return ::recv(recorder.get(), &byte, 1, MSG_DONTWAIT) == 0;
    }));
}

} // namespace
} // namespace redstart
