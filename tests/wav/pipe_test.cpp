// Sound in a pipe is a WAV file that other programs read to its end.
#include "wav/pipe.hpp"

#include "base/unique_fd.hpp"
#include "support/scratch.hpp"
#include "wav/header.hpp"

#include <csignal>
#include <fcntl.h>
#include <thread>

namespace redstart {
namespace {

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};
constexpr AudioFormat odd{48000, 1, SampleFormat::s24_3le};

struct Pipe {
    UniqueFd out, in;
    explicit Pipe(int flags = 0) {
        int fds[2];
        if (::pipe2(fds, O_CLOEXEC | flags) != 0) throw system_error("pipe", errno);
        out.reset(fds[0]);
        in.reset(fds[1]);
    }
    Bytes read_all() {
        in.reset();
        Bytes bytes;
        std::byte block[4096];
        ssize_t n = 0;
        while ((n = ::read(out.get(), block, sizeof block)) > 0)
            bytes.insert(bytes.end(), block, block + n);
        return bytes;
    }
};

TEST(WavPipe, SendsTheHeaderOnceAndThenFrames) {
    Pipe pipe;
    WavPipe take(pipe.in.get(), stereo, 20);
    ASSERT_FALSE(take.append(sound(stereo, 10)));
    ASSERT_FALSE(take.append_silence(10));
    ASSERT_FALSE(take.sync());
    ASSERT_FALSE(take.close());
    EXPECT_EQ(take.frames(), 20);
    Bytes expected = stream_header(stereo, 20);
    const Bytes frames = sound(stereo, 10);
    expected.insert(expected.end(), frames.begin(), frames.end());
    expected.resize(expected.size() + 40);
    EXPECT_EQ(pipe.read_all(), expected);
}

TEST(WavPipe, PadsOnlyWhatItAnnounced) {
    Pipe known, unknown;
    WavPipe first(known.in.get(), odd, 3), second(unknown.in.get(), odd, {});
    for (WavPipe* take : {&first, &second}) {
        ASSERT_FALSE(take->append(sound(odd, 3)));
        ASSERT_FALSE(take->close());
    }
    EXPECT_EQ(known.read_all().size(), 44u + 9 + 1);
    EXPECT_EQ(unknown.read_all().size(), 44u + 9);
}

TEST(WavPipe, AReaderThatHasGoneIsAnError) {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    Pipe pipe;
    pipe.out.reset();
    WavPipe take(pipe.in.get(), stereo, {});
    EXPECT_EQ(take.append(sound(stereo, 10)), std::errc::broken_pipe);
    std::signal(SIGPIPE, before);
}

TEST(WavPipe, AFullDeviceIsAnError) {
    const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    if (!full) GTEST_SKIP() << "no /dev/full";
    WavPipe take(full.get(), stereo, {});
    EXPECT_EQ(take.append(sound(stereo, 10)), std::errc::no_space_on_device);
    EXPECT_EQ(take.frames(), 0);
}

TEST(WavPipe, WaitsForASlowReaderOnAnyDescriptor) {
    Pipe pipe(O_NONBLOCK);
    ::fcntl(pipe.out.get(), F_SETFL, 0);
    const Bytes frames = sound(stereo, 100'000); // more than a pipe holds
    std::thread writer([&] {
        WavPipe take(pipe.in.get(), stereo, {});
        EXPECT_FALSE(take.append(frames));
        pipe.in.reset();
    });
    Bytes got(44 + frames.size());
    for (std::size_t at = 0; at < got.size();) {
        const ssize_t n = ::read(pipe.out.get(), got.data() + at, got.size() - at);
        ASSERT_GT(n, 0);
        at += static_cast<std::size_t>(n);
    }
    writer.join();
    EXPECT_TRUE(std::equal(frames.begin(), frames.end(), got.begin() + 44));
}

TEST(WavPipe, SoxReadsAStreamOfUnknownLength) {
    const TemporaryFolder scratch;
    if (run("sox --version").status != 0) GTEST_SKIP() << "no sox";
    for (const unsigned channels : {1u, 2u, 8u})
        for (const auto sample :
             {SampleFormat::s16_le, SampleFormat::s24_3le, SampleFormat::float_le}) {
            const AudioFormat format{48000, channels, sample};
            const std::string output = scratch / "out.raw";
            std::FILE* sox = ::popen(("sox -D -t wav - -t raw " + output + " 2>&1").c_str(), "w");
            WavPipe take(::fileno(sox), format, {});
            EXPECT_FALSE(take.append(sound(format, 5000)));
            EXPECT_FALSE(take.close());
            EXPECT_EQ(::pclose(sox), 0);
            EXPECT_EQ(contents(output).size(), format.bytes(5000));
        }
}

} // namespace
} // namespace redstart
