// FLAC on a card that fails, hangs or ends the program: at each moment the WAV file or a FLAC file
// that is proven is there, and what is said of both is true.
#include "faulty_disk/card.hpp"
#include "faulty_disk/short_take.hpp"
#include "support/program.hpp"
#include "system/takes.hpp"
#include "wav/file.hpp"

#include <thread>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

class FlacOnAFaultyDisk : public testing::Test {
protected:
    FlacOnAFaultyDisk() : disk_(fs::canonical(folder_.path())) {
        use_simulated_board();
        WavFile file(home_.path() / "x.wav", {48000, 2, SampleFormat::s16_le}, {});
        std::vector<std::int16_t> sound(2 * 9600);
        for (std::size_t i = 0; i < sound.size(); ++i)
            sound[i] = static_cast<std::int16_t>(i * i % 2001);
        EXPECT_FALSE(file.append(std::as_bytes(std::span(sound))));
        EXPECT_FALSE(file.close());
        bytes_ = sound_of(home_.path() / "x.wav").bytes;
    }

    fs::path wav() const { return folder_.path() / "x.wav"; }
    fs::path flac() const { return folder_.path() / "x.flac"; }

    /// A card with the WAV file alone.
    void begin_anew() const {
        for (const auto& entry : fs::directory_iterator(folder_.path())) fs::remove(entry);
        fs::copy_file(home_.path() / "x.wav", wav());
        disk_.forget();
    }
    Surroundings with(const std::string& plan) const {
        Surroundings around;
        around.environment = disk_.environment(plan);
        return around;
    }
    Words convert(const Words& more = {"--remove"}) const {
        Words all = {"convert", "--to", "flac", wav()};
        all.insert(all.end(), more.begin(), more.end());
        return redstart(all);
    }
    static bool is_sound(const fs::path& file) {
        return fs::exists(file) && run(redstart({"verify", file})).code == 0;
    }
    bool has_wav() const { return fs::exists(wav()) && sound_of(wav()).bytes == bytes_; }
    bool has_sound_in_the_making() const {
        const fs::path part = folder_.path() / "x.wav.part";
        return fs::exists(part) && fs::file_size(part) > 4096;
    }
    bool has_flac() const {
        if (!is_sound(flac())) return false;
        const fs::path back = home_.path() / "back.flac", again = home_.path() / "back.wav";
        fs::remove(again);
        fs::copy_file(flac(), back, fs::copy_options::overwrite_existing);
        return run(redstart({"convert", "--to", "wav", back})).code == 0 &&
               sound_of(again).bytes == bytes_;
    }

    const TemporaryFolder home_, folder_;
    const FaultyDisk disk_;
    std::vector<std::byte> bytes_;
};

/// The fault is a call that changes something, or a question.
TEST_F(FlacOnAFaultyDisk, AnErrorAtAnyCallLeavesAWholeFileAndIsTold) {
    for (const std::string kind : {"any", "ask"})
        for (const std::string error : {"EIO", "ENOSPC"})
            for (unsigned call = 1;; call += every(4)) {
                begin_anew();
                const std::string plan = kind + "@" + std::to_string(call) + " fail " + error;
                const Ended ended = run(convert(), with(plan));
                const bool is_beyond = call > disk_.calls().size() + disk_.questions().size();
                EXPECT_TRUE(has_wav() || has_flac()) << plan;
                if (ended.code == 0)
                    EXPECT_TRUE(has_flac() && !fs::exists(wav())) << plan;
                else
                    EXPECT_TRUE(ended.code == 1 && is_one_complaint(ended.err))
                        << plan << ended.err;
                EXPECT_TRUE(!fs::exists(flac()) || has_flac()) << plan;
                ASSERT_LT(call, 1000u);
                if (is_beyond) break;
            }
}

TEST_F(FlacOnAFaultyDisk, KilledAtAnyCallTheSameCommandBringsItToItsEnd) {
    unsigned killed = 0;
    for (;; ++killed) {
        begin_anew();
        const std::string plan = "any@" + std::to_string(killed + 1) + " end";
        const Ended ended = run(convert(), with(plan));
        EXPECT_TRUE(has_wav() || has_flac()) << plan;
        if (ended.code == 0) break;
        ASSERT_EQ(ended.code, 128 + SIGKILL) << ended.err;
        if (!fs::exists(wav())) continue;
        const Ended again = run(convert());
        EXPECT_EQ(again.code, 0) << plan << ": " << again.err;
        EXPECT_TRUE(has_flac()) << plan;
        EXPECT_EQ(files_in(folder_.path()).size(), 1u) << plan;
    }
    EXPECT_GT(killed, 5u);
}

/// The power is cut behind each call of a take that becomes FLAC.
TEST_F(FlacOnAFaultyDisk, APowerCutLeavesTheWavFileOrTheFlacFile) {
    const SimulatedMicrophone microphone;
    disk_.forget();
    ASSERT_EQ(
        run(redstart({"record", "-q", "-D", microphone.pcm(), "-d", "0.3", flac()}), with("")).code,
        0);
    Card card(fs::canonical(folder_.path()));
    bool has_name = false;
    unsigned tried = 0;
    for (const StorageCall& call : disk_.calls()) {
        card.follow(call);
        has_name = has_name || (call.is_sync() && tried > 0) || call.other.ends_with("x.wav");
        if (!has_name) continue;
        ++tried;
        if (tried == 1) continue; // the name of the WAV file is not synced yet
        for (const Unsynced rest : {Unsynced::kept, Unsynced::dropped, Unsynced::scattered}) {
            const TemporaryFolder found;
            card.put_into(found.path(), rest, tried);
            const std::string when = call.name + " " + std::to_string(call.number);
            EXPECT_TRUE(is_sound(found.path() / "x.wav") || is_sound(found.path() / "x.wav.part") ||
                        is_sound(found.path() / "x.flac"))
                << when;
            EXPECT_TRUE(!fs::exists(found.path() / "x.flac") || is_sound(found.path() / "x.flac"))
                << when;
        }
    }
    EXPECT_GT(tried, 5u);
}

/// When the stop comes the FLAC file is proven, and only its name waits for the card.
TEST_F(FlacOnAFaultyDisk, WhatIsDoneInSpiteOfAStopIsNotToldAsLeft) {
    begin_anew();
    Program converter(convert(), with("rename@1 stall " + disk_.sign()));
    ASSERT_TRUE(eventually([&] { return disk_.is_in_fault(); }));
    converter.signal(SIGINT);
    std::this_thread::sleep_for(300ms); // for a program that does not wait for what it began
    disk_.end_fault();
    EXPECT_EQ(converter.wait(), 0) << converter.err();
    EXPECT_NE(converter.out().find("which is gone"), std::string::npos) << converter.out();
    EXPECT_EQ(converter.err(), "");
    EXPECT_TRUE(has_flac() && !fs::exists(wav()));
}

TEST_F(FlacOnAFaultyDisk, ASecondCtrlCLeavesTheTakeWavAndSaysSo) {
    const SimulatedMicrophone microphone;
    Program recorder(redstart({"record", "-q", "-D", microphone.pcm(), flac()}),
                     with("create:.flac.redstart@1 stall " + disk_.sign()));
    ASSERT_TRUE(eventually([&] { return has_sound_in_the_making(); }));
    recorder.signal(SIGINT);
    ASSERT_TRUE(eventually([&] { return disk_.is_in_fault(); }));
    recorder.signal(SIGINT);
    disk_.end_fault();
    EXPECT_EQ(recorder.wait(), 1);
    EXPECT_TRUE(recorder.complains_of("x.wav: whole, but its FLAC was not waited for"))
        << recorder.err();
    EXPECT_TRUE(is_sound(wav()));
    EXPECT_EQ(files_in(folder_.path()).size(), 1u);
}

TEST_F(FlacOnAFaultyDisk, ASecondCtrlCThatComesTooLateDoesNotNameAFileThatIsGone) {
    const SimulatedMicrophone microphone;
    Program recorder(redstart({"record", "-q", "-D", microphone.pcm(), flac()}),
                     with("unlink:.wav@1 stall " + disk_.sign()));
    ASSERT_TRUE(eventually([&] { return has_sound_in_the_making(); }));
    recorder.signal(SIGINT);
    ASSERT_TRUE(eventually([&] { return disk_.is_in_fault(); }));
    recorder.signal(SIGINT);
    std::this_thread::sleep_for(300ms);
    disk_.end_fault();
    EXPECT_EQ(recorder.wait(), 0) << recorder.err();
    EXPECT_EQ(recorder.err().find("not waited for"), std::string::npos) << recorder.err();
    EXPECT_TRUE(is_sound(flac()) && !fs::exists(wav()));
}

} // namespace
} // namespace redstart
