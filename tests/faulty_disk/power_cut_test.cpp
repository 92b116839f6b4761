// The power is cut after each storage call of a take; what a card may hold then is completed.
#include "base/boot_id.hpp"
#include "faulty_disk/short_take.hpp"
#include "takes/left_overs.hpp"
#include "wav/bytes.hpp"
#include "wav/info.hpp"
#include "wav/read_metadata.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// The files are those of a boot that is over.
void reboot(const fs::path& folder) {
    for (const fs::path& part : files_in(folder, ".wav.part")) {
        std::fstream file(part, std::ios::binary | std::ios::in | std::ios::out);
        std::string page(header_bytes, '\0');
        file.read(page.data(), static_cast<std::streamsize>(page.size()));
        const std::size_t id = page.find(boot_id());
        file.clear();
        if (id != page.npos) file.seekp(static_cast<std::streamoff>(id)).put('-');
    }
}

/// Files that no sound of was safe stay, and say so; anything else that is left is in pieces.
std::string pieces(const std::vector<LeftOver>& found) {
    for (const LeftOver& one : found)
        if (one.what == LeftOver::What::left && one.why.find("no sound of it") == one.why.npos &&
            one.why.find("no WAV file") == one.why.npos)
            return one.why;
    return {};
}

/// Of "NAME.wav.part" and "NAME.wav" the same.
std::string stem(const fs::path& file) {
    const std::string name = file.filename();
    return name.substr(0, name.find(".wav"));
}

/// In bext, iXML, LIST INFO and GUANO, as [metadata] of the short take has it.
bool says_what_it_is(const fs::path& file) {
    const WavMetadata all = read_wav_metadata(file);
    const auto has = [](const WavMetadata::Fields& fields, const char* key, const char* value) {
        return std::find(fields.begin(), fields.end(),
                         std::pair<std::string, std::string>(key, value)) != fields.end();
    };
    return has(all.bext, "description", "Wrens, a wood") && has(all.ixml, "PROJECT", "Wrens") &&
           has(all.info, "IPRD", "Wrens") && has(all.guano, "Redstart|Project", "Wrens");
}

class PowerCuts : public testing::Test {
protected:
    PowerCuts() {
        take_.record();
        EXPECT_TRUE(take_.was_obeyed()) << take_.said();
    }

    /// The power is back: what is wrong now is added to `losses_`, or fails the test.
    void expect_all_promised(const Card& card, Unsynced unsynced, unsigned seed,
                             const std::string& when) {
        const TemporaryFolder found;
        card.put_into(found.path(), unsynced, seed);
        reboot(found.path());
        const auto left_overs = complete_left_overs(found.path(), After::crash);
        EXPECT_EQ(pieces(left_overs), "") << when;
        const Losses lost = broken_promises(card, take_.home().takes(), found.path());
        EXPECT_EQ(lost.frames, 0) << when;
        EXPECT_EQ(lost.files, 0) << when;
        losses_.frames += lost.frames;
        losses_.files += lost.files;
        expect_in_order(found.path(), card, when);
        ++tried_;
    }

    /// Every file opens and says what it is, and each frame follows the one before it; but for the
    /// file that was just begun, whose first header comes onto the card at the same time as its
    /// sound.
    void expect_in_order(const fs::path& folder, const Card& card, const std::string& when) const {
        std::set<std::string> begun;
        for (const auto& [path, content] : card.promised()) begun.insert(stem(path));
        for (const fs::path& file : files_in(folder)) {
            EXPECT_NO_THROW(file.extension() == ".wav" ? read_wav_info(file) : WavInfo{}) << when;
            const bool is_begun = begun.contains(stem(file));
            if (is_begun && file.extension() == ".wav") {
                EXPECT_TRUE(says_what_it_is(file)) << when;
            }
            if (!is_begun) fs::remove(file);
        }
        EXPECT_EQ(FoundTake(folder).fault, "") << when;
    }

    ShortTake take_;
    Losses losses_;
    int tried_ = 0;
};

TEST_F(PowerCuts, NothingSyncedIsLostWhateverBecameOfTheRest) {
    constexpr unsigned seeds = 8;
    Card card(take_.home().takes());
    unsigned calls = 0;
    for (const StorageCall& call : take_.disk().calls()) {
        card.follow(call);
        if (++calls % every(3) != 0) continue;
        const std::string when = "after call " + std::to_string(call.number) + ", " + call.name;
        expect_all_promised(card, Unsynced::kept, 0, when + ", all kept");
        expect_all_promised(card, Unsynced::dropped, 0, when + ", the rest dropped");
        for (unsigned seed = 0; seed < seeds; ++seed)
            expect_all_promised(card, Unsynced::scattered, call.number * seeds + seed,
                                when + ", the rest in sectors");
    }
    EXPECT_EQ(overwritten(take_.disk().calls()), "");
    RecordProperty("injected", tried_);
    RecordProperty("frames_lost", static_cast<int>(losses_.frames));
    RecordProperty("files_lost", static_cast<int>(losses_.files));
    std::printf("%d cuts, at %u calls\n", tried_, calls);
}

/// On FAT the sync of a file writes the last sector of its name alone: a cut behind it leaves a
/// folder that Linux calls broken.
TEST_F(PowerCuts, NoNewFileIsSyncedBeforeItsFolder) {
    std::set<fs::path> unsafe;
    int folders = 0;
    for (const StorageCall& call : take_.disk().calls()) {
        if (call.is_open() && call.result >= 0) unsafe.insert(call.path);
        if (!call.is_sync()) continue;
        EXPECT_FALSE(unsafe.contains(call.path)) << "call " << call.number << ", " << call.path;
        const auto erased = std::erase_if(
            unsafe, [&](const fs::path& file) { return file.parent_path() == call.path; });
        folders += erased > 0 ? 1 : 0;
    }
    EXPECT_GE(folders, 3); // three files, with a journal and a sidecar each
}

} // namespace
} // namespace redstart
