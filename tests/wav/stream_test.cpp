// A WAV from a pipe is read to where its header says, or to where the pipe ends.
#include "wav/stream.hpp"

#include "base/unique_fd.hpp"
#include "support/scratch.hpp"
#include "wav/file.hpp"

#include <fcntl.h>
#include <thread>

namespace redstart {
namespace {

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};

/// A sender that writes so many bytes at a time, and then closes its end.
class Sender {
public:
    explicit Sender(Bytes bytes, std::size_t at_once = 65536) {
        int fds[2];
        if (::pipe2(fds, O_CLOEXEC) != 0) throw system_error("pipe", errno);
        out_.reset(fds[0]);
        writer_ = std::thread([bytes = std::move(bytes), at_once, fd = fds[1]] {
            const UniqueFd in(fd);
            for (std::size_t at = 0; at < bytes.size();) {
                const auto n = ::write(fd, bytes.data() + at, std::min(at_once, bytes.size() - at));
                if (n <= 0) return;
                at += static_cast<std::size_t>(n);
            }
        });
    }
    ~Sender() {
        out_.reset();
        writer_.join();
    }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    int fd() const noexcept { return out_.get(); }

private:
    UniqueFd out_;
    std::thread writer_;
};

Bytes all_of(WavStream& stream, Frames at_once = 1000) {
    Bytes all, room(stream.format().bytes(at_once));
    while (const Frames frames = stream.read(room))
        all.insert(all.end(), room.begin(), room.begin() + std::ssize(room) * frames / at_once);
    return all;
}

Bytes with(Bytes head, const Bytes& more) {
    head.insert(head.end(), more.begin(), more.end());
    return head;
}

Bytes text(std::string_view text) {
    Bytes bytes(text.size());
    store_text(bytes, 0, text);
    return bytes;
}

/// What it is refused for.
std::string refusal(const Bytes& bytes) {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    std::string words;
    try {
        const Sender sender(bytes);
        WavStream stream(sender.fd(), "standard input");
    } catch (const Error& error) {
        words = error.what();
    }
    std::signal(SIGPIPE, before);
    return words;
}

TEST(WavStream, GivesWhatAPipeOfRedstartsSends) {
    for (const unsigned channels : {1u, 2u, 8u})
        for (const auto sample : {SampleFormat::u8, SampleFormat::s16_le, SampleFormat::s24_3le,
                                  SampleFormat::s32_le, SampleFormat::float_le})
            for (const auto announced : {std::optional<Frames>(5000), std::optional<Frames>()}) {
                const AudioFormat format{44100, channels, sample};
                const Bytes frames = sound(format, 5000);
                const Sender sender(with(stream_header(format, announced), frames));
                WavStream stream(sender.fd(), "standard input");
                EXPECT_EQ(stream.format(), format);
                EXPECT_EQ(all_of(stream), frames);
            }
}

TEST(WavStream, WaitsForASenderOfAFewBytesAtATime) {
    const Bytes frames = sound(stereo, 3000);
    const Sender sender(with(stream_header(stereo, {}), frames), 7);
    WavStream stream(sender.fd(), "standard input");
    EXPECT_EQ(all_of(stream, 17), frames);
}

TEST(WavStream, GivesTheSoundOfAFileAndNotItsMarks) {
    const TemporaryFolder scratch;
    const Bytes frames = sound(stereo, 2000);
    {
        WavFile file(scratch / "take.wav", stereo, {});
        ASSERT_FALSE(file.append(frames));
        file.mark(100, "a wren");
        ASSERT_FALSE(file.close());
    }
    const Sender sender(contents(scratch / "take.wav"));
    WavStream stream(sender.fd(), "standard input");
    EXPECT_EQ(all_of(stream), frames);
}

TEST(WavStream, ALengthThatNobodyKnewIsTheLengthOfThePipe) {
    const Bytes frames = sound(stereo, 900);
    for (const std::uint32_t claimed :
         {0u, 0x7FFF'F000u, 0x7FFF'FFDBu, 0x8000'0000u, 0xFFFF'FFFFu, 0xFFFF'FFD3u}) {
        Bytes header = stream_header(stereo, {});
        store(header, header.size() - 4, claimed);
        const Sender sender(with(header, frames));
        WavStream stream(sender.fd(), "standard input");
        EXPECT_EQ(all_of(stream), frames) << claimed;
    }
}

/// As ffmpeg -rf64 always gives it into a pipe.
TEST(WavStream, AnRf64ThatNeverCameToKnowItsLengthIsPlayedToTheEndOfThePipe) {
    Bytes header = with(text("RF64\xFF\xFF\xFF\xFFWAVEds64"), Bytes(32));
    store(header, 16, std::uint32_t{28});
    const Bytes plain = stream_header(stereo, {});
    header.insert(header.end(), plain.begin() + 12, plain.end());
    store(header, header.size() - 4, 0xFFFF'FFFFu);
    const Bytes frames = sound(stereo, 3000);
    const Sender sender(with(header, frames));
    WavStream stream(sender.fd(), "standard input");
    EXPECT_EQ(all_of(stream), frames);
}

TEST(WavStream, EndsWithThePipeAndLeavesOutHalfAFrame) {
    Bytes cut = with(stream_header(stereo, 5000), sound(stereo, 1000));
    cut.resize(cut.size() - 1);
    const Sender sender(cut);
    WavStream stream(sender.fd(), "standard input");
    EXPECT_EQ(all_of(stream), sound(stereo, 999));
}

TEST(WavStream, SaysWhatItCannotPlay) {
    EXPECT_EQ(refusal(text("fLaC\0\0\0\x22 and so on")),
              "standard input: FLAC is played from a file only; flac -dc FILE | redstart play -");
    EXPECT_NE(refusal(text("Hello, world")).find("no WAV file (it begins with \"Hell\")"),
              std::string::npos);
    EXPECT_NE(refusal({}).find("it is empty"), std::string::npos);
    Bytes only_half = stream_header(stereo, {});
    only_half.resize(30);
    EXPECT_NE(refusal(only_half).find("no WAV file"), std::string::npos);
    Bytes law = stream_header(stereo, {});
    store(law, 20, std::uint16_t{6});
    EXPECT_NE(refusal(law).find("its sound is A-law"), std::string::npos);
    Bytes no_channel = stream_header(stereo, {});
    store(no_channel, 22, std::uint16_t{0});
    EXPECT_NE(refusal(no_channel).find("its sound is 16-bit PCM of 0 channels, 48000 Hz"),
              std::string::npos);
}

TEST(WavStream, KeepsNoMoreOfAFrontThanItsBound) {
    Bytes endless = stream_header(stereo, {});
    endless.resize(12);
    endless = with(with(endless, text("JUNK\xF0\xFF\xFF\xFF")), Bytes(100'000));
    EXPECT_NE(refusal(endless).find("no WAV file"), std::string::npos);
}

} // namespace
} // namespace redstart
