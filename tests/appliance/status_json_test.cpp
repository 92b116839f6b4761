// The status as scripts read it: rounded numbers, null for what is not known, a reason per fault.
#include "appliance/status_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace redstart {
namespace {

TEST(StatusJson, ATenthOfADecibelIsWrittenWithOneDigit) {
    StationStatus status;
    for (int tenths = 0; tenths > -1200; --tenths) {
        status.levels_dbfs = {static_cast<float>(tenths) / 10 + 0.02F};
        EXPECT_LE(to_json(status, "mic")["levels_dbfs"][0].dump().size(), sizeof "-119.9" - 1)
            << tenths;
    }
    status.levels_dbfs = {-0.04F};
    EXPECT_EQ(to_json(status, "mic")["levels_dbfs"].dump(), "[0.0]");
}

TEST(StatusJson, HoursAndMillisecondsAreRoundedToo) {
    StationStatus status;
    status.free_bytes = 1'000'000'000;
    status.time_left = std::chrono::minutes(6936);
    status.worst_write = std::chrono::nanoseconds(130'123'456);
    const nlohmann::json storage = to_json(status, "mic")["storage"];
    EXPECT_EQ(storage["hours_left"].dump(), "115.6");
    EXPECT_EQ(storage["worst_write_ms"].dump(), "130.1");
}

TEST(StatusJson, HoursLeftAreOverWhereKeepFreeIsReached) {
    StationStatus status;
    status.free_bytes = 512'000'000;
    status.time_left = std::chrono::minutes(0);
    EXPECT_EQ(to_json(status, "mic")["storage"]["hours_left"].dump(), "0.0");
}

TEST(StatusJson, WarningsAreAnArrayAlwaysAndEachHasItsReason) {
    StationStatus status;
    EXPECT_EQ(to_json(status, "")["warnings"].dump(), "[]");
    EXPECT_EQ(to_json(status, "")["warning_reasons"].dump(), "{}");
    status.warnings.set(Warning::dead_channel);
    status.warning_reasons[Warning::dead_channel] = "channel 2: no change; look at the plug";
    EXPECT_EQ(to_json(status, "")["warnings"].dump(), R"(["dead-channel"])");
    EXPECT_EQ(to_json(status, "")["warning_reasons"]["dead-channel"],
              "channel 2: no change; look at the plug");
}

TEST(StatusJson, ListenersAreCountedOrNullWhereNobodyCanListen) {
    StationStatus status;
    EXPECT_EQ(to_json(status, "")["listeners"].dump(), "null");
    status.listeners = 0;
    EXPECT_EQ(to_json(status, "")["listeners"].dump(), "0");
}

TEST(StatusJson, ATimeFromAPhoneIsToldWithItsError) {
    StationStatus status;
    EXPECT_TRUE(to_json(status, "")["clock_error_ms"].is_null());
    status.clock = {true, false, std::chrono::milliseconds(40)};
    EXPECT_EQ(to_json(status, "")["clock"], "from a phone");
    EXPECT_EQ(to_json(status, "")["clock_error_ms"], 40);
}

TEST(StatusJson, EachFaultHasItsReason) {
    StationStatus status;
    status.faults.set(Fault::no_storage, true);
    status.reasons[Fault::no_storage] = "takes: Permission denied; mount it";
    const nlohmann::json json = to_json(status, "");
    EXPECT_EQ(json["faults"].dump(), R"(["no-storage"])");
    EXPECT_EQ(json["reasons"]["no-storage"], "takes: Permission denied; mount it");
    EXPECT_TRUE(json["device"].is_null());
}

} // namespace
} // namespace redstart
