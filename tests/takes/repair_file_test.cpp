// What a file needs is told before anything is written, and each kind of file is mended in its way.
#include "takes/repair_file.hpp"

#include "base/unique_fd.hpp"
#include "disk/take_paths.hpp"
#include "support/scratch.hpp"
#include "wav/file.hpp"

#include <fcntl.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using What = FileRepair::What;

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};

struct RepairFile : testing::Test {
    RepairFile() {
        crash_after([this] {
            WavFile file(take.wav(), stereo, {});
            file.append(sound(stereo, 1000));
            file.sync();
            file.append(sound(stereo, 500));
        });
    }
    /// As a recorder leaves it whose header claims less than is there.
    fs::path of_another() const {
        const fs::path file = scratch / "card.WAV";
        fs::copy_file(take.part(), file);
        return file;
    }
    const TemporaryFolder scratch;
    const TakePaths take = TakePaths::of_finished(scratch / "a.wav");
};

TEST_F(RepairFile, ALeftOverIsPlannedAndThenCompleted) {
    const Bytes before = contents(take.part());
    const FileRepair plan = plan_file_repair(take.part());
    EXPECT_EQ(plan.what, What::left_over);
    EXPECT_EQ(plan.left_over.what, LeftOver::What::completed);
    EXPECT_EQ(plan.left_over.file, take.wav());
    EXPECT_EQ(plan.header.before.frames, 1000);
    EXPECT_EQ(contents(take.part()), before);
    const FileRepair done = repair_file(take.part());
    EXPECT_EQ(done.what, What::left_over);
    EXPECT_EQ(done.left_over.file, take.wav());
    EXPECT_EQ(done.left_over.frames, 1500);
}

TEST_F(RepairFile, AFileThatSomebodyWritesIsPassedOver) {
    const UniqueFd writer(::open(take.part().c_str(), O_RDWR | O_CLOEXEC));
    EXPECT_EQ(plan_file_repair(take.part()).what, What::in_use);
    EXPECT_EQ(repair_file(take.part()).what, What::in_use);
    EXPECT_TRUE(fs::exists(take.part()));
}

TEST_F(RepairFile, AHeaderIsWrittenOnceAndIsTrueThen) {
    const fs::path file = of_another();
    Bytes bytes = contents(file);
    bytes.resize(header_bytes + 2000);
    put(file, bytes);
    EXPECT_EQ(plan_file_repair(file).what, What::header);
    EXPECT_EQ(contents(file), bytes);
    EXPECT_EQ(repair_file(file).what, What::header);
    EXPECT_EQ(plan_file_repair(file).what, What::valid);
}

TEST_F(RepairFile, ALinkIsAnError) {
    fs::create_symlink(take.part(), scratch / "link.wav");
    EXPECT_THROW(plan_file_repair(scratch / "link.wav"), Error);
}

TEST_F(RepairFile, AFolderStandsForTheWavFilesBelowIt) {
    const fs::path file = of_another();
    put(scratch / "notes.txt", {});
    fs::create_symlink(file, scratch / "link.wav");
    const auto tell = [](const Error& error) { ADD_FAILURE() << error.what(); };
    EXPECT_EQ(files_to_repair(scratch.path(), tell), (std::vector{take.part(), file}));
    EXPECT_EQ(files_to_repair(scratch / "notes.txt", tell), std::vector{scratch / "notes.txt"});
}

} // namespace
} // namespace redstart
