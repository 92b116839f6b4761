// The card says no once, at one storage call after the other: the take is whole all the same.
#include "disk/short_take.hpp"
#include "shelf/left_overs.hpp"
#include "wav/info.hpp"

#include <algorithm>
#include <cstdio>

namespace redstart {
namespace {

namespace fs = std::filesystem;

class CardErrors : public testing::TestWithParam<const char*> {};

/// What the card has for sure, an hour later: what a sync that failed should have covered is gone.
FoundTake on_the_card(const ShortTake& take, const TemporaryFolder& copy) {
    Card card(take.home().takes());
    for (const StorageCall& call : take.disk().calls()) card.follow(call);
    card.put_into(copy.path(), Unsynced::kept);
    const auto promised = card.promised();
    for (const LeftOver& one : complete_left_overs(copy.path(), After::card_was_away)) {
        const fs::path name = take.home().takes() / one.file.lexically_relative(copy.path());
        const bool is_explained = one.what == LeftOver::What::left && !promised.contains(name);
        if (is_explained) fs::remove(one.file); // nothing of it was ever safe
    }
    return FoundTake(copy.path());
}

/// Of what the microphone had delivered when stop was ordered, less a chunk. A start that is
/// refused aloud is no take, and a full card is a clean stop.
Frames missing_at_the_end(const ShortTake& take, const FoundTake& found) {
    const bool is_full = take.said().find("storage-full") != std::string::npos;
    if (!take.was_started() || is_full) return 0;
    const Frames frames = found.sound.frames();
    const Frames end = frames > 0 ? found.sound.number(frames - 1) + 1 : 0;
    return std::max<Frames>(0, take.ordered_stop_at() - 1024 - end);
}

struct Sum {
    int injected = 0;
    Losses losses;
};

/// False once the take has no call of that number.
bool fail_at(unsigned call, const std::string& fault, Sum& sum) {
    ShortTake take;
    const std::string plan = "any@" + std::to_string(call) + " " + fault;
    EXPECT_EQ(take.record(plan), 0) << plan << ": " << take.said();
    const auto calls = take.disk().calls();
    if (calls.size() < call || testing::Test::HasFailure()) return false;
    take.start_again();

    EXPECT_EQ(overwritten(calls), "") << plan;
    const TemporaryFolder copy;
    const FoundTake found(take.home().takes()), safe = on_the_card(take, copy);
    EXPECT_EQ(found.fault, "") << plan << ": " << take.said();
    EXPECT_EQ(safe.fault, "") << plan << ": " << take.said();
    for (const FoundTake* one : {&found, &safe})
        EXPECT_EQ(missing_at_the_end(take, *one), 0) << plan << ": " << take.said();
    sum.losses.frames += missing_at_the_end(take, safe);
    ++sum.injected;
    return true;
}

TEST_P(CardErrors, OnceAtEachCallLoseNothingAndOverwriteNothing) {
    Sum sum;
    unsigned call = 1;
    while (fail_at(call, GetParam(), sum)) call += every(20);
    EXPECT_GT(call, 60) << "so few calls are no take";
    RecordProperty("injected", sum.injected);
    RecordProperty("frames_lost", static_cast<int>(sum.losses.frames));
    RecordProperty("files_lost", static_cast<int>(sum.losses.files));
    std::printf("%d times, of about %u calls\n", sum.injected, call);
}

/// Of every file, as (frame of the take, is within the file).
std::vector<std::pair<Frames, bool>> marks_in(const std::vector<fs::path>& files) {
    std::vector<std::pair<Frames, bool>> marks;
    Frames first = 0;
    for (const fs::path& file : files) {
        const WavInfo info = read_wav_info(file);
        for (const WavMark& mark : info.marks)
            marks.emplace_back(first + mark.at, mark.at < info.frames);
        first += info.frames;
    }
    return marks;
}

/// Whichever sync it is: also the one that should have covered the mark.
TEST(CardError, InASyncLeavesAMarkWhereItsSoundIsAndNowhereElse) {
    for (int sync = 2; sync <= 16; ++sync) {
        ShortTake take;
        const std::string plan = "sync@" + std::to_string(sync) + " fail EIO";
        EXPECT_EQ(take.record(plan), 0) << plan << ": " << take.said();
        const FoundTake found(take.home().takes());
        EXPECT_EQ(found.fault, "") << plan << ": " << take.said();
        const auto marks = marks_in(found.files);
        ASSERT_EQ(marks.size(), 1u) << plan << ": " << take.said();
        EXPECT_GT(marks[0].first, 9600) << plan;
        EXPECT_TRUE(marks[0].second) << plan;
    }
}

std::string name_of(const testing::TestParamInfo<const char*>& info) {
    const std::string fault = info.param;
    return fault.substr(fault.rfind(' ') + 1);
}

INSTANTIATE_TEST_SUITE_P(All, CardErrors,
                         testing::Values("fail EIO", "fail EROFS", "fail ENOSPC", "fail EINTR",
                                         "short"),
                         name_of);

} // namespace
} // namespace redstart
