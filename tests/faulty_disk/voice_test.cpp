// `record --voice` on a card that fails once, at one call after the other, or ends the program.
#include "faulty_disk/faulty_disk.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"
#include "system/talk.hpp"
#include "wav/file.hpp"

#include <algorithm>
#include <cstring>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class VoiceOnAFaultyDisk : public testing::TestWithParam<const char*> {
protected:
    VoiceOnAFaultyDisk() {
        use_simulated_board();
        WavFile file(home_.path() / "talk.wav", mono, {});
        EXPECT_FALSE(file.append(std::as_bytes(std::span(talk_))));
        EXPECT_FALSE(file.close());
    }

    /// Three times the talk, onto a folder of its own.
    Ended record(const FaultyDisk& disk, const fs::path& folder, const std::string& plan) const {
        const SimulatedMicrophone microphone(home_.path() / "talk.wav",
                                             SimulatedMicrophone::Pace::as_fast_as_read);
        Surroundings around;
        around.environment = disk.environment(plan);
        return run(redstart({"record", "-q", "-D", microphone.pcm(), "-c", "1", "--no-drop", "-d",
                             "10.5", "--sidecar", GetParam(), folder / "a.wav"}),
                   around);
    }

    std::vector<std::int16_t> only_loud(const std::vector<std::byte>& bytes) const {
        std::vector<std::int16_t> frames(bytes.size() / 2);
        std::memcpy(frames.data(), bytes.data(), bytes.size());
        std::erase_if(frames, [](std::int16_t frame) { return frame < 8000; });
        return frames;
    }
    /// What is loud in a folder after a repair, file by file.
    std::vector<std::int16_t> loud_in(const fs::path& folder) const {
        EXPECT_EQ(run(redstart({"repair", folder, "--apply"})).code, 0);
        const auto files = files_in(folder, ".wav");
        return files.empty() ? std::vector<std::int16_t>() : only_loud(sound_of(files).bytes);
    }
    /// Of every file there: sidecar, cue points, digest and header say the same.
    std::string what_verify_finds(const fs::path& folder) const {
        std::vector<std::string> words = {"verify"};
        for (const fs::path& file : files_in(folder, ".wav")) words.push_back(file);
        const Ended ended = run(redstart(words));
        return ended.code == 0 ? "" : ended.out + ended.err;
    }
    std::vector<std::int16_t> all_that_is_loud() const {
        std::vector<std::int16_t> thrice;
        const auto bytes = std::as_bytes(std::span(talk_));
        const auto once = only_loud({bytes.begin(), bytes.end()});
        for (int i = 0; i < 3; ++i) thrice.insert(thrice.end(), once.begin(), once.end());
        return thrice;
    }

    const TemporaryFolder home_;
    const std::vector<std::int16_t> talk_ = talk();
};

/// From the second call on: a first file that cannot be made ends the take.
TEST_P(VoiceOnAFaultyDisk, AnErrorCostsNoLoudFrameAndBringsNoneTwice) {
    const auto expected = all_that_is_loud();
    unsigned call = 2;
    for (;; ++call) {
        const TemporaryFolder folder;
        const FaultyDisk disk(fs::canonical(folder.path()));
        const Ended ended =
            record(disk, folder.path(), "any@" + std::to_string(call) + " fail EIO");
        if (disk.calls().size() < call) break;
        ASSERT_LT(call, 500u);
        EXPECT_EQ(ended.code, 0) << "call " << call << ": " << ended.err;
        EXPECT_TRUE(loud_in(folder.path()) == expected) << "call " << call << ": " << ended.err;
        EXPECT_EQ(what_verify_finds(folder.path()), "") << "call " << call << ": " << ended.err;
    }
    EXPECT_GT(call, 10u);
}

TEST_P(VoiceOnAFaultyDisk, KilledAtAnyCallItHasABeginningOfWhatIsLoud) {
    const auto expected = all_that_is_loud();
    for (unsigned call = 1;; ++call) {
        const TemporaryFolder folder;
        const FaultyDisk disk(fs::canonical(folder.path()));
        const Ended ended = record(disk, folder.path(), "any@" + std::to_string(call) + " end");
        const auto kept = loud_in(folder.path());
        ASSERT_LE(kept.size(), expected.size()) << "call " << call;
        EXPECT_TRUE(std::equal(kept.begin(), kept.end(), expected.begin())) << "call " << call;
        if (ended.code == 0) break;
        ASSERT_EQ(ended.code, 128 + SIGKILL) << ended.err;
        ASSERT_LT(call, 500u);
    }
}

INSTANTIATE_TEST_SUITE_P(Files, VoiceOnAFaultyDisk,
                         testing::Values("--voice=-40dBFS", "--voice-split"),
                         [](const auto& option) {
                             return option.param == std::string("--voice-split") ? "one_for_each"
                                                                                 : "one";
                         });

} // namespace
} // namespace redstart
