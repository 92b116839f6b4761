// The loop asks no file system: the folder is looked at beside it, and the loop is told.
#include "station/folder_thread.hpp"

#include "disk/take_paths.hpp"
#include "support/scratch.hpp"
#include "takes/take_file.hpp"

#include <functional>
#include <optional>

namespace redstart {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr AudioFormat mono{48000, 1, SampleFormat::s16_le};

class FolderThreadTest : public testing::Test {
protected:
    FolderThreadTest() { fs::create_directory(card); }

    void make() {
        thread.emplace(loop, StorageSettings{card, 0, false, "{date}_{seq}"}, [this] { ++told; });
    }
    /// Runs the loop, which asks for looks as the station's does, until it holds.
    void run_until(const std::function<bool()>& holds) {
        const TimePoint deadline = Clock::now() + 30s;
        Timer tick(loop, [&] {
            if (holds() || Clock::now() > deadline) return loop.stop();
            thread->look();
        });
        tick.every(2ms);
        loop.run();
        ASSERT_TRUE(holds());
    }
    void run_until_known() {
        run_until([this] { return thread->newest().has_value(); });
    }
    /// What begins with an invalidate() is known only by a look that was asked for after it; what
    /// the thread did between two of them is done.
    void run_through_a_whole_round() {
        for (int i = 0; i < 2; ++i) {
            thread->invalidate();
            run_until_known();
        }
    }

    fs::path record(const std::string& name) const {
        const fs::path wav = card / (name + ".wav");
        TakeFile file(wav, mono, {}, "mic");
        file.begins(Clock::now(), 0, {});
        EXPECT_FALSE(file.append(sound(mono, 1000)));
        EXPECT_FALSE(file.close());
        return wav;
    }
    static void crash_in_a_take(const fs::path& wav) {
        crash_after([&] {
            TakeFile file(wav, mono, {}, "mic");
            file.begins(Clock::now(), 0, {});
            file.append(sound(mono, 1000));
            file.sync();
        });
    }

    const TemporaryFolder scratch;
    const fs::path card = scratch / "card";
    EventLoop loop;
    int told = 0;
    std::optional<FolderThread> thread;
};

TEST_F(FolderThreadTest, KnowsNothingBeforeItsFirstLookAndTellsWhatThatFound) {
    make();
    EXPECT_FALSE(thread->newest());
    EXPECT_FALSE(thread->hangs());
    run_until_known();
    EXPECT_GE(told, 1);
    EXPECT_FALSE(thread->newest()->is_missing) << thread->newest()->why;
    EXPECT_TRUE(thread->newest()->free_bytes);
}

TEST_F(FolderThreadTest, TellsWhenTheCardGoesAndWhenItIsBack) {
    make();
    run_until_known();
    fs::rename(card, scratch / "away");
    run_until([&] { return thread->newest()->is_missing; });
    EXPECT_NE(thread->newest()->why.find("looking again each second"), std::string::npos);
    fs::rename(scratch / "away", card);
    run_until([&] { return !thread->newest()->is_missing; });
    EXPECT_EQ(thread->newest()->arrivals, 2u);
}

TEST_F(FolderThreadTest, ForgetsWhatItKnewWhenAWriteHasFailedAndCompletesWhatThatLeft) {
    make();
    run_until_known();
    crash_in_a_take(card / "a.wav");
    thread->invalidate();
    EXPECT_FALSE(thread->newest());
    run_until_known();
    EXPECT_TRUE(fs::exists(card / "a.wav"));
    EXPECT_FALSE(thread->newest()->life_ended_in_a_take) << "it was this one's";
}

TEST_F(FolderThreadTest, TellsThatTheLifeBeforeEndedInATake) {
    crash_in_a_take(card / "a.wav");
    make();
    run_until_known();
    EXPECT_TRUE(fs::exists(card / "a.wav"));
    EXPECT_TRUE(thread->newest()->life_ended_in_a_take);
}

TEST_F(FolderThreadTest, LeavesSidecarsAloneWhileATakeIsWrittenAndMakesThemAfterIt) {
    const fs::path wav = record("a");
    make();
    thread->set_recording(true);
    run_until_known();
    run_through_a_whole_round();
    EXPECT_FALSE(fs::exists(TakePaths::of_sound(wav).sidecar()));
    thread->set_recording(false);
    run_until([&] {
        return fs::exists(TakePaths::of_sound(wav).sidecar()) &&
               !fs::exists(TakePaths::of_sound(wav).journal());
    });
}

TEST_F(FolderThreadTest, CaresForTakesInTheOrderOfWhatWasAskedAndSaysWhatCameOfIt) {
    record("a");
    make();
    std::vector<std::string> answers;
    const auto ask = [&](Care care, const char* file) {
        thread->care({care, file, {}}, [&answers](bool done, const std::string& text) {
            answers.push_back((done ? "" : "refused: ") + text);
        });
    };
    ask(Care::remove, "a.wav");
    ask(Care::remove, "b.wav");
    ask(Care::restore, "a.wav");
    run_until([&] { return answers.size() == 3; });
    EXPECT_EQ(answers[0], card / "a.wav");
    EXPECT_EQ(answers[1].find("refused: "), 0U);
    EXPECT_EQ(answers[2], card / "a.wav");
    EXPECT_TRUE(fs::exists(card / "a.wav"));
}

/// It was deleted before its digest was made, and comes back when nothing else is left to do.
TEST_F(FolderThreadTest, ATakeThatCameBackGetsItsSidecarInTheSameLife) {
    const fs::path wav = record("a");
    make();
    thread->set_recording(true);
    int answered = 0;
    const auto ask = [&](Care care) {
        thread->care({care, "a.wav", {}}, [&answered](bool done, const std::string& text) {
            EXPECT_TRUE(done) << text;
            ++answered;
        });
    };
    ask(Care::remove);
    run_until([&] { return answered == 1; });
    thread->set_recording(false);
    run_through_a_whole_round();
    ask(Care::restore);
    run_until([&] {
        return answered == 2 && fs::exists(TakePaths::of_sound(wav).sidecar()) &&
               !fs::exists(TakePaths::of_sound(wav).journal());
    });
}

TEST_F(FolderThreadTest, RefusesWhatNoMoreCanWaitForAndForgetsNothing) {
    make();
    int answered = 0, refused = 0;
    for (int i = 0; i < 50; ++i)
        thread->care({Care::keep, "a.wav", {}}, [&](bool, const std::string& text) {
            ++answered;
            if (text.find("try again") != text.npos) ++refused;
        });
    EXPECT_GE(refused, 50 - 8);
    run_until([&] { return answered == 50; });
}

TEST_F(FolderThreadTest, ACleanEndMakesTheSidecarOfTheLastTake) {
    make();
    run_until_known();
    thread->set_recording(true);
    const fs::path wav = record("a");
    thread->set_recording(false);
    thread.reset();
    EXPECT_TRUE(fs::exists(TakePaths::of_sound(wav).sidecar()));
    EXPECT_FALSE(fs::exists(TakePaths::of_sound(wav).journal()));
}

} // namespace
} // namespace redstart
