// The words of a start: a name for the file, notes for the sidecar, through card errors too.
#include "station/station_bench.hpp"
#include "takes/journal.hpp"

namespace redstart {
namespace {

namespace fs = std::filesystem;

TakeWords hello() {
    TakeWords words;
    words.name = "hello";
    words.notes.add("speaker=alice");
    return words;
}

class WordsOfAStart : public CardGone {
protected:
    WordsOfAStart() { settings_.name_pattern = "{name}_{date}_{seq}"; }

    Outcome start_with(TakeWords words) {
        Outcome outcome;
        station_->handle(Order::start, Clock::now(), into(outcome), {}, std::move(words));
        run_until([&] { return outcome.answered; });
        return outcome;
    }
    static std::optional<Sidecar> told_of(const fs::path& wav) {
        return read_journal(TakePaths::of_sound(wav).journal());
    }
};

TEST_F(WordsOfAStart, AreInTheNameOfTheFileAndInItsJournal) {
    make();
    const Outcome started = start_with(hello());
    ASSERT_TRUE(started.done) << started.text;
    EXPECT_TRUE(fs::path(started.text).filename().string().starts_with("hello_"));
    const auto told = told_of(started.text);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->notes, hello().notes);
    EXPECT_TRUE(stop().done);
    const Outcome without = start();
    EXPECT_EQ(fs::path(without.text).filename().string().find("hello"), std::string::npos)
        << "each take has its own";
    EXPECT_TRUE(told_of(without.text)->notes.empty());
}

TEST_F(WordsOfAStart, AreThoseOfEveryFileOfTheTake) {
    make();
    ASSERT_TRUE(start_with(hello()).done);
    Outcome next;
    station_->handle(Order::split, {}, into(next));
    run_until([&] { return next.answered; });
    ASSERT_TRUE(next.done) << next.text;
    EXPECT_TRUE(fs::path(next.text).filename().string().starts_with("hello_"));
    EXPECT_EQ(told_of(next.text)->notes, hello().notes);
}

TEST_F(WordsOfAStart, StayWithATakeThatGoesOnOnAnotherCard) {
    make();
    ASSERT_TRUE(start_with(hello()).done);
    fs::rename(settings_.folder, base_ / "away");
    station_->handle(Order::split, {}, into(split_));
    run_until([&] { return station_->state() != State::recording; });
    bring_card_back();
    run_until([&] { return station_->state() == State::recording; });
    EXPECT_TRUE(fs::path(station_->file()).filename().string().starts_with("hello_"));
    EXPECT_EQ(told_of(station_->file())->notes, hello().notes);
}

TEST_F(WordsOfAStart, StayWithATakeThatIsCutOffAndResumed) {
    settings_.deck.ring = 6s;
    make();
    ASSERT_TRUE(start_with(hello()).done);
    fs::rename(settings_.folder, base_ / "away");
    station_->handle(Order::split, {}, into(split_));
    run_until([&] { return station_->state() == State::resuming; });
    bring_card_back();
    run_until([&] { return station_->state() == State::recording; });
    EXPECT_TRUE(fs::path(station_->file()).filename().string().starts_with("hello_"));
    EXPECT_EQ(told_of(station_->file())->notes, hello().notes);
}

TEST_F(WordsOfAStart, ANameThatTheirPatternHasNoPlaceForIsRefused) {
    settings_.name_pattern = "{date}_{seq}";
    make();
    const Outcome started = start_with(hello());
    EXPECT_FALSE(started.done);
    EXPECT_EQ(started.text,
              "name: [storage] name has no {name}; write it there, like \"{name}_{seq}\"");
    EXPECT_EQ(station_->state(), State::armed);
    TakeWords notes = hello();
    notes.name.clear();
    EXPECT_TRUE(start_with(notes).done) << "notes have a place always";
}

} // namespace
} // namespace redstart
