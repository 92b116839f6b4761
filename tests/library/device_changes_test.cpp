// DeviceChanges in a folder of the test's own, which comes and goes as /dev/snd does.
#include "library/heard.hpp"
#include "support/folder.hpp"

#include <redstart/devices.hpp>

#include <fstream>

namespace redstart {
namespace {

class DeviceChangesTest : public testing::Test {
protected:
    void expect_call_for(const std::function<void()>& change) {
        const int before = calls_;
        change();
        wait_until([&] { return calls_ > before; });
    }
    void add(const char* device) const { std::ofstream(sound_ / device) << "a card"; }

    TemporaryFolder folder_;
    std::filesystem::path sound_ = folder_.path() / "snd";
    std::atomic<int> calls_{0};
};

TEST_F(DeviceChangesTest, TellsOfDevicesThatComeAndGo) {
    std::filesystem::create_directory(sound_);
    const DeviceChanges changes([&] { ++calls_; }, sound_);
    expect_call_for([&] { add("pcmC0D0c"); });
    expect_call_for([&] { std::filesystem::remove(sound_ / "pcmC0D0c"); });
}

TEST_F(DeviceChangesTest, WaitsForAFolderThatIsNotThereYetAndComesAgain) {
    const DeviceChanges changes([&] { ++calls_; }, sound_);
    for (int i = 0; i < 2; ++i) {
        expect_call_for([&] { std::filesystem::create_directory(sound_); });
        expect_call_for([&] { add("pcmC0D0c"); });
        expect_call_for([&] { std::filesystem::remove_all(sound_); });
    }
}

TEST_F(DeviceChangesTest, SaysNothingOfOtherDevices) {
    const DeviceChanges changes([&] { ++calls_; }, sound_);
    std::ofstream(folder_.path() / "tty9") << "no sound";
    expect_call_for([&] { std::filesystem::create_directory(sound_); });
    EXPECT_EQ(calls_, 1);
}

TEST_F(DeviceChangesTest, GoesOnBehindAnException) {
    std::filesystem::create_directory(sound_);
    const DeviceChanges changes(
        [&] {
            ++calls_;
            throw std::runtime_error("not now");
        },
        sound_);
    expect_call_for([&] { add("pcmC0D0c"); });
    expect_call_for([&] { add("pcmC1D0c"); });
}

TEST_F(DeviceChangesTest, ThrowsWhereThereIsNothingToWatch) {
    const auto nowhere = sound_ / "deeper" / "still";
    EXPECT_NE(error_of([&] { DeviceChanges([] {}, nowhere); }).find("No such file"),
              std::string::npos);
}

} // namespace
} // namespace redstart
