// `clock`: a phone tells the time while the clock is not synchronised, and takes are dated by it.
#include "base/clock.hpp"
#include "base/timestamp.hpp"
#include "control/socket_folder.hpp"
#include "system/machine_without_time.hpp"
#include "system/takes.hpp"

#include <fstream>
#include <optional>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono;
using nlohmann::json;

constexpr system_clock::time_point told = sys_days{2031y / May / 4} + 12h;

class ClockFromAPhone : public MachineWithoutTime {
protected:
    json ask(const std::string& line) const {
        RawClient client(home_.socket());
        client.say(line + "\n");
        return json::parse(client.read_line(), nullptr, false);
    }
    json tell(system_clock::time_point utc, const std::string& error = "40") const {
        const auto ms = duration_cast<milliseconds>(utc.time_since_epoch()).count();
        return ask(R"({"command":"clock","unix_ms":)" + std::to_string(ms) + R"(,"error_ms":)" +
                   error + "}");
    }
    fs::path record() const {
        home_.file_of({"start"});
        return home_.file_of({"stop"});
    }
    /// The finished sidecar of a take once it has a date.
    static json dated(fs::path wav) {
        json sidecar;
        EXPECT_TRUE(eventually([&] {
            sidecar = json::parse(std::ifstream(wav.replace_extension(".json")), nullptr, false);
            return sidecar.is_object() && sidecar["start"].is_string();
        })) << wav;
        return sidecar;
    }
    bool has_fault() const {
        const json faults = home_.status().at("faults");
        return std::ranges::find(faults, "clock-unset") != faults.end();
    }
    /// How far a take's start is from what the phone's clock showed then.
    static nanoseconds off(const json& sidecar, nanoseconds boottime_when_told) {
        const auto start = parse_utc(sidecar.at("start").get<std::string>());
        const auto since_boot =
            duration_cast<nanoseconds>(duration<double>(sidecar.at("boottime")));
        return nanoseconds(*start - told) - (since_boot - boottime_when_told);
    }
};

TEST_F(ClockFromAPhone, DatesTheTakesOfThisBootBeforeAndAfter) {
    EXPECT_TRUE(eventually([&] { return has_fault(); }));
    EXPECT_EQ(home_.status()["clock"], "not set");
    const fs::path before = record();
    EXPECT_TRUE(before.filename().string().starts_with("boot-")) << before;

    const nanoseconds told_at = boottime();
    EXPECT_EQ(tell(told), json({{"ok", true}}));
    EXPECT_FALSE(has_fault());
    EXPECT_EQ(home_.status()["clock"], "from a phone");
    EXPECT_EQ(home_.status()["clock_error_ms"], 40);
    const fs::path after = record();
    EXPECT_EQ(after.parent_path().filename(), "2031-05-04") << after;

    for (const fs::path& wav : {before, after}) {
        const json sidecar = dated(wav);
        EXPECT_EQ(sidecar["clock"], "from a phone");
        EXPECT_EQ(sidecar["clock_error_ms"], 40);
        EXPECT_LE(off(sidecar, told_at), 2ms) << wav << ": whole milliseconds";
        EXPECT_GE(off(sidecar, told_at), -5s) << "as long as it took to tell";
        EXPECT_TRUE(eventually([&] {
            return file_clock::to_sys(fs::last_write_time(wav)) > told - 1h;
        })) << "not the time of the machine's clock";
        const Ended info = run(redstart({"info", wav}));
        EXPECT_NE(info.out.find("(clock from a phone, right to 40 ms)"), std::string::npos)
            << info.out;
        EXPECT_NE(info.out.find("2031-05-04"), std::string::npos);
    }
}

TEST_F(ClockFromAPhone, DatesATakeThatIsUnderWay) {
    home_.file_of({"start"});
    const nanoseconds told_at = boottime();
    EXPECT_EQ(tell(told, "7.5"), json({{"ok", true}}));
    const fs::path wav = home_.file_of({"stop"});
    EXPECT_TRUE(wav.filename().string().starts_with("boot-")) << wav;
    const json sidecar = dated(wav);
    EXPECT_EQ(sidecar["clock"], "from a phone");
    EXPECT_EQ(sidecar["clock_error_ms"], 8);
    EXPECT_LE(off(sidecar, told_at), 2ms);
    EXPECT_GE(off(sidecar, told_at), -5s);
}

TEST_F(ClockFromAPhone, IsRefusedWhileTheClockIsSynchronised) {
    clocks_.set_wall(0ns, true);
    const json answer = tell(told);
    EXPECT_EQ(answer["ok"], false);
    EXPECT_NE(answer["error"].get<std::string>().find("clock: it is synchronised"),
              std::string::npos);
    EXPECT_EQ(home_.status()["clock"], "synchronised");
    EXPECT_TRUE(home_.status()["clock_error_ms"].is_null());
}

TEST_F(ClockFromAPhone, GivesWayToAClockThatIsSynchronisedLater) {
    EXPECT_EQ(tell(told), json({{"ok", true}}));
    clocks_.set_wall(0ns, true);
    EXPECT_EQ(home_.status()["clock"], "synchronised");
    EXPECT_NE(record().parent_path().filename(), "2031-05-04");
}

TEST_F(ClockFromAPhone, IsNoneWhereItCannotBeTrue) {
    for (const auto& wrong :
         {tell(sys_days{2023y / December / 31}), tell(sys_days{2101y / January / 1}),
          tell(told, "10001"), tell(told, "-1"), tell(told, "null"), ask(R"({"command":"clock"})")})
        EXPECT_EQ(wrong.value("ok", true), false) << wrong;
    EXPECT_TRUE(eventually([&] { return has_fault(); }));
    EXPECT_EQ(home_.status()["clock"], "not set");
}

} // namespace
} // namespace redstart
