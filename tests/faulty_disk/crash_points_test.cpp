// The process ends at one storage call after the other: what was written is there when it is back.
#include "faulty_disk/short_take.hpp"
#include "wav/info.hpp"

#include <cstdio>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// How a process can end at a call, and which of the points this test tries: one of two shares.
struct Ending {
    const char* what;
    unsigned share;
};

constexpr unsigned shares = 2;

class CrashPoints : public testing::TestWithParam<Ending> {};

/// What the files in the making have in them, by the name they will get.
std::map<fs::path, Frames> written(const fs::path& folder) {
    std::map<fs::path, Frames> frames;
    for (const fs::path& part : files_in(folder, ".wav.part")) {
        if (fs::file_size(part) <= header_bytes) continue;
        const WavInfo info = read_wav_info(part);
        const bool is_closed = info.note && info.note->closed;
        const auto bytes = fs::file_size(part) - header_bytes;
        const Frames there = static_cast<Frames>(bytes / info.frame_bytes);
        frames[fs::path(part).replace_extension()] = is_closed ? info.frames : there;
    }
    return frames;
}

/// False once the program outlives the call: there is none of that number.
bool end_at(unsigned call, const char* what, Losses& losses) {
    ShortTake take;
    const std::string plan = "any@" + std::to_string(call) + " " + what;
    const int code = take.record(plan);
    if (code == 0 || testing::Test::HasFailure()) return false;
    EXPECT_EQ(code, 128 + SIGKILL) << take.said();
    const auto before = written(take.home().takes());
    take.start_again();

    const FoundTake found(take.home().takes());
    EXPECT_EQ(found.fault, "") << plan;
    for (const auto& [file, frames] : before) {
        const Frames there = fs::exists(file) ? read_wav_info(file).frames : 0;
        EXPECT_EQ(there, frames) << plan << ": " << file;
        losses.frames += std::max<Frames>(0, frames - there);
        losses.files += there == 0 ? 1 : 0;
    }
    Card card(take.home().takes());
    for (const StorageCall& one : take.disk().calls()) card.follow(one);
    const Losses broken = broken_promises(card, take.home().takes(), take.home().takes());
    EXPECT_EQ(broken.files, 0) << plan;
    EXPECT_EQ(broken.frames, 0) << plan;
    std::vector<std::string> command = {"info", "--json"};
    for (const fs::path& file : found.files) command.push_back(file);
    if (found.files.empty()) return true;
    EXPECT_EQ(run(redstart(command)).code, 0) << plan;
    return true;
}

TEST_P(CrashPoints, NothingWrittenIsLostAndEveryFileOpens) {
    const unsigned step = every(10);
    Losses losses;
    int tried = 0;
    unsigned call = 1 + GetParam().share * step;
    for (; end_at(call, GetParam().what, losses); call += shares * step) ++tried;
    EXPECT_GT(call, 60) << "so few calls are no take";
    RecordProperty("injected", tried);
    RecordProperty("frames_lost", static_cast<int>(losses.frames));
    RecordProperty("files_lost", static_cast<int>(losses.files));
    std::printf("%d ends, of about %u calls\n", tried, call);
}

std::string name_of(const testing::TestParamInfo<Ending>& info) {
    std::string name = info.param.what;
    std::erase(name, '-');
    return name + "_" + std::to_string(info.param.share);
}

INSTANTIATE_TEST_SUITE_P(All, CrashPoints,
                         testing::Values(Ending{"end", 0}, Ending{"end", 1}, Ending{"tear", 0},
                                         Ending{"tear", 1}),
                         name_of);

} // namespace
} // namespace redstart
