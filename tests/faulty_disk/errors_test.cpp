// The card says no once, at one storage call after the other: the take is whole all the same.
#include "faulty_disk/short_take.hpp"
#include "takes/left_overs.hpp"
#include "wav/info.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

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
    const bool is_no_error = fault == "fail EINTR" || fault == "short";
    EXPECT_TRUE(!is_no_error || take.said().find("new file") == std::string::npos)
        << plan << ", " << calls[call - 1].name << ": " << take.said();
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

/// Of all files, also those that point behind the sound, which no reader shows.
int labels_in(const std::vector<fs::path>& files) {
    int labels = 0;
    for (const fs::path& file : files) {
        std::ostringstream content;
        content << std::ifstream(file, std::ios::binary).rdbuf();
        const std::string bytes = content.str();
        for (auto at = bytes.find("labl"); at != bytes.npos; at = bytes.find("labl", at + 4))
            ++labels;
    }
    return labels;
}

/// Which of all syncs is the one that should bring the mark's sound onto the card; 0 for none.
unsigned sync_of_the_mark(const std::vector<StorageCall>& calls) {
    unsigned syncs = 0;
    bool is_told = false;
    for (const StorageCall& call : calls) {
        is_told = is_told || call.data.find("\"mark\"") != std::string::npos;
        if (!call.is_sync()) continue;
        ++syncs;
        if (is_told && call.path.ends_with(".wav.part")) return syncs;
    }
    return 0;
}

/// Each run says which sync it would have been; the next may be as fast, and meets it.
TEST(CardError, InTheSyncOfAMarkLeavesTheMarkWhereItsSoundIsAndNowhereElse) {
    unsigned sync = 1000, met = 0;
    for (int tries = 0; tries < 20 && met == 0; ++tries) {
        ShortTake take;
        const std::string plan = "sync@" + std::to_string(sync) + " fail EIO";
        EXPECT_EQ(take.record(plan), 0) << plan << ": " << take.said();
        const FoundTake found(take.home().takes());
        EXPECT_EQ(found.fault, "") << plan << ": " << take.said();
        EXPECT_EQ(labels_in(found.files), 1) << plan << ": " << take.said();
        std::size_t marks = 0;
        for (const fs::path& file : found.files) marks += read_wav_info(file).marks.size();
        EXPECT_EQ(marks, 1u) << plan << ": " << take.said();
        const unsigned due = sync_of_the_mark(take.disk().calls());
        met = due == sync ? sync : 0;
        sync = due;
    }
    EXPECT_NE(met, 0u) << "it was never the sync of the mark that failed";
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
