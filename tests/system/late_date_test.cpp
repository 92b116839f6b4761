// A take whose clock is set while it records: its files, dated one by one, fit to the frame.
#include "base/timestamp.hpp"
#include "system/machine_without_time.hpp"
#include "system/order.hpp"
#include "wav/info.hpp"
#include "wav/read_metadata.hpp"

#include <array>
#include <fstream>
#include <optional>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono;
using nlohmann::json;

constexpr Frames rate = 48000;

std::string value(const WavMetadata::Fields& fields, const std::string& key) {
    for (const auto& [name, text] : fields)
        if (name == key) return text;
    return "-";
}

Frames reference(const WavMetadata& metadata) {
    return std::stoll(value(metadata.bext, "time_reference"));
}

/// By the date and time of bext alone.
sys_seconds second_of(const WavMetadata& metadata) {
    const std::string text =
        value(metadata.bext, "date") + "T" + value(metadata.bext, "time") + ".000Z";
    return floor<seconds>(parse_utc(text).value_or(sys_seconds{}));
}

class LateDates : public MachineWithoutTime {
protected:
    LateDates() : MachineWithoutTime("pre_roll = \"1s\"\nring = \"10s\"\n") {}

    /// NTP has found the time.
    void set_clock() { clocks_.set_wall(0s, true); }

    /// The finished file has its date, and so has its sidecar.
    static bool is_dated(const fs::path& wav) {
        fs::path name = wav;
        const json sidecar =
            json::parse(std::ifstream(name.replace_extension(".json")), nullptr, false);
        return sidecar.is_object() && sidecar["start"].is_string() &&
               value(read_wav_metadata(wav).bext, "time") != "-";
    }

    /// The take goes on in a new file; the name of the one that is finished.
    fs::path split() {
        EXPECT_TRUE(wait_for_card(home_.socket(), rate / 4));
        const fs::path part = home_.status()["take"]["file"].get<std::string>();
        EXPECT_TRUE(order(home_.socket(), "split"));
        const fs::path wav = part.parent_path() / part.stem();
        EXPECT_TRUE(eventually([&] { return fs::exists(wav); })) << wav;
        return wav;
    }
};

/// Each begins where the one before it ends, and floor(TimeReference / rate) is its time.
void expect_seamless(const std::array<fs::path, 3>& files) {
    std::optional<Frames> next;
    for (const fs::path& wav : files) {
        ASSERT_TRUE(eventually([&] { return fs::exists(wav); })) << wav;
        const WavMetadata metadata = read_wav_metadata(wav);
        const WavInfo info = read_wav_info(wav);
        EXPECT_EQ(info.data_offset, 4096u);
        EXPECT_EQ(reference(metadata), next.value_or(reference(metadata))) << wav;
        const auto second = second_of(metadata);
        EXPECT_EQ(reference(metadata) / rate, (second - floor<days>(second)).count()) << wav;
        next = (reference(metadata) + info.frames) % (rate * 86400);
    }
}

TEST_F(LateDates, OfThreeSplitFilesWithPreRollFitToTheFrameWhereTheSecondKnewTheClock) {
    std::array<fs::path, 3> files;
    home_.file_of({"start"});
    files[0] = split();
    EXPECT_EQ(value(read_wav_metadata(files[0]).bext, "time"), "-") << "nobody knows it yet";
    EXPECT_TRUE(wait_for_card(home_.socket(), rate / 4));
    set_clock();
    EXPECT_TRUE(wait_for_card(home_.socket(), rate / 4));
    files[1] = split();
    files[2] = home_.file_of({"stop"});
    for (const fs::path& wav : files) EXPECT_TRUE(eventually([&] { return is_dated(wav); })) << wav;
    expect_seamless(files);
}

TEST_F(LateDates, OfThreeSplitFilesFitToTheFrameWhereTheClockWasSetBehindThem) {
    home_.file_of({"start"});
    const std::array<fs::path, 3> files = {split(), split(), home_.file_of({"stop"})};
    set_clock();
    for (const fs::path& wav : files) EXPECT_TRUE(eventually([&] { return is_dated(wav); })) << wav;
    expect_seamless(files);
}

} // namespace
} // namespace redstart
