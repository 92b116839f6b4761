// Names and durations hold whatever the clock does, and a date may come afterwards.
#include "support/scratch.hpp"
#include "takes/finish_sidecar.hpp"
#include "takes/names.hpp"
#include "takes/take_file.hpp"
#include "wav/metadata_text.hpp"
#include "wav/read_metadata.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <ctime>
#include <memory>
#include <set>
#include <sys/stat.h>

namespace redstart {
namespace {

using namespace std::chrono;
namespace fs = std::filesystem;

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};
constexpr const char* product = "{date}/{y}{m}{d}T{time}Z_{host}_{seq}";

struct Time : testing::Test {
    const TemporaryFolder scratch;
    const std::unique_ptr<DigestBlock> block = std::make_unique<DigestBlock>();

    static void record(const fs::path& name, Frames frames = 10, TimePoint first = Clock::now()) {
        TakeFile file(name, stereo, {}, "mic");
        file.begins(first, 0, {});
        ASSERT_FALSE(file.append(sound(stereo, frames)));
        ASSERT_FALSE(file.close());
    }

    /// A finished take of a clock that was never set; when it began is told by boottime alone.
    static void record_undated(const fs::path& wav, const Timestamp& began,
                               const std::string& boot) {
        record(wav, 48000);
        Sidecar undated = *read_journal(TakePaths::of_sound(wav).journal());
        undated.start.reset();
        undated.clock = "not set";
        undated.boottime = began.boottime;
        undated.boot = boot;
        const std::string line = to_json(undated).dump() + "\n";
        put(TakePaths::of_sound(wav).journal(), std::as_bytes(std::span(line)));
    }

    static nlohmann::json sidecar_of(const fs::path& wav) {
        const Bytes bytes = contents(TakePaths::of_sound(wav).sidecar());
        return nlohmann::json::parse(
            std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    }
};

constexpr auto morning = sys_days{2026y / November / 21} + 8h + 15min;

/// A clock and whether it was set, as `moment_now()` would tell them.
Timestamp moment(system_clock::time_point utc, nanoseconds boottime, bool set) {
    return {utc, TimePoint(boottime), boottime, {set, set}, "this-boot"};
}

TEST_F(Time, NoNameIsUsedTwiceWhereverTheClockJumps) {
    std::set<fs::path> used;
    TakeNames names(scratch.path(), NamePattern(product, "pi"));
    for (const auto jump :
         {0s, 0s, 3600s, -7200s, 0s, -86400s, 86400s, 1s, -1s, 0s, 315360000s, -315360000s}) {
        static system_clock::time_point now = morning;
        now += jump;
        for (const bool again : {false, true}) { // by a program that was started again, too
            TakeNames fresh(scratch.path(), NamePattern(product, "pi"));
            const fs::path name = (again ? fresh : names).next(now, true);
            EXPECT_TRUE(used.insert(name).second) << name;
            record(name);
        }
    }
    EXPECT_EQ(used.size(), 24u);
}

TEST_F(Time, NamesAreUtcAcrossASummerTimeChange) {
    const char* before = std::getenv("TZ");
    const std::string zone = before ? before : "";
    ::setenv("TZ", "Europe/Berlin", 1);
    ::tzset();
    std::set<fs::path> used;
    TakeNames names(scratch.path(), NamePattern("{date}T{time}Z_{seq}", "pi"));
    const auto change = sys_days{2026y / October / 25} + 1h; // 03:00 becomes 02:00
    for (const auto minute : {-30min, 0min, 30min, 60min}) {
        const fs::path name = names.next(change + minute, true);
        EXPECT_TRUE(used.insert(name).second);
        record(name);
    }
    EXPECT_EQ(used.begin()->filename(), "2026-10-25T003000Z_0001.wav");
    EXPECT_EQ(used.rbegin()->filename(), "2026-10-25T020000Z_0004.wav");
    before ? ::setenv("TZ", zone.c_str(), 1) : ::unsetenv("TZ");
    ::tzset();
}

TEST_F(Time, ANameWhoseRecordIsLeftIsTaken) {
    TakeNames names(scratch.path(), NamePattern("{seq}", "pi"));
    for (const char* left : {"0001.json", "0002.json.part"}) put(scratch / left, {});
    EXPECT_EQ(names.next(morning, true), scratch / "0003.wav");
}

TEST_F(Time, ARecordSaysWhetherTheClockWasSet) {
    for (const auto& [state, expected] :
         {std::pair{ClockState{false, false}, "not set"}, std::pair{ClockState{true, false}, "set"},
          std::pair{ClockState{true, true}, "synchronised"}})
        EXPECT_EQ(to_string(state), expected);
    record(scratch / "a.wav");
    const auto told = read_journal(scratch / "a.json.part");
    ASSERT_TRUE(told);
    EXPECT_EQ(told->clock, to_string(timestamp_now().clock));
    EXPECT_EQ(told->start.has_value(), timestamp_now().clock.set);
}

TEST_F(Time, AStartIsThatOfTheFirstFrameNotOfTheFile) {
    if (!timestamp_now().clock.set) GTEST_SKIP() << "the clock of this machine was never set";
    const auto before = system_clock::now();
    record(scratch / "a.wav", 10, Clock::now() - 10s);
    const auto told = read_journal(scratch / "a.json.part");
    EXPECT_GE(*told->start, before - 10s - 2ms);
    EXPECT_LE(*told->start, system_clock::now() - 10s + 2ms);
}

TEST_F(Time, ADateComesAfterwardsByTheTimeSinceTheBoot) {
    Sidecar early;
    early.boot = "this-boot";
    early.boottime = 100s;
    EXPECT_FALSE(set_date(early, moment(morning, 400s, false))) << "the clock is not set";
    EXPECT_TRUE(set_date(early, moment(morning, 400s, true)));
    EXPECT_EQ(*early.start, morning - 300s);
    EXPECT_EQ(early.clock, "set afterwards");
    EXPECT_FALSE(set_date(early, moment(morning + 1h, 401s, true))) << "it has one";
    Sidecar other;
    other.boot = "another";
    EXPECT_FALSE(set_date(other, moment(morning, 400s, true))) << "nobody knows when that was";
}

TEST_F(Time, ADateFromAPhoneIsCalledSoAndHasItsError) {
    const fs::path wav = scratch / "boot-1_0001.wav";
    record_undated(wav, moment({}, 50s, false), "this-boot");
    ASSERT_EQ(finish_sidecar(wav, *block, {}, moment({}, 60s, false)), Finished::done);
    EXPECT_FALSE(sidecar_of(wav).contains("clock_error_ms"));
    Timestamp told = moment(morning, 110s, true);
    told.clock = {true, false, 40ms};
    EXPECT_EQ(date_sidecars(scratch.path(), told), std::vector{scratch / "boot-1_0001.json"});
    EXPECT_EQ(sidecar_of(wav)["start"], "2026-11-21T08:14:00.000Z");
    EXPECT_EQ(sidecar_of(wav)["clock"], "from a phone");
    EXPECT_EQ(sidecar_of(wav)["clock_error_ms"], 40);
    EXPECT_EQ(fs::last_write_time(wav), fs::file_time_type(file_clock::from_sys(morning - 59s)));
}

TEST_F(Time, AJournalKeepsTheErrorOfAPhonesClock) {
    const fs::path wav = scratch / "a.wav";
    record(wav);
    Sidecar sidecar = *read_journal(TakePaths::of_sound(wav).journal());
    sidecar.clock = "from a phone";
    sidecar.clock_error = 40ms;
    Journal journal(scratch / "b.wav");
    journal.begin(sidecar);
    journal.sync();
    EXPECT_EQ(read_journal(scratch / "b.json.part")->clock_error, 40ms);
    sidecar.clock_error = 7ms;
    journal.end(sidecar);
    journal.sync();
    EXPECT_EQ(read_journal(scratch / "b.json.part")->clock_error, 7ms);
}

TEST_F(Time, ATakeFromBeforeTheClockWasSetIsDatedOnceItIs) {
    const fs::path wav = scratch / "boot-1_0001.wav", other = scratch / "boot-1_0002.wav";
    const Timestamp began = moment(morning, 50s, false);
    record_undated(wav, began, "this-boot");
    record_undated(other, began, "another-boot");
    ASSERT_EQ(finish_sidecar(wav, *block, {}, moment({}, 60s, false)), Finished::done);
    ASSERT_EQ(finish_sidecar(other, *block, {}, moment({}, 60s, false)), Finished::done);
    EXPECT_TRUE(sidecar_of(wav)["start"].is_null());
    const auto digest = sidecar_of(wav)["sha256"];

    EXPECT_TRUE(date_sidecars(scratch.path(), moment({}, 70s, false)).empty());
    EXPECT_EQ(date_sidecars(scratch.path(), moment(morning, 110s, true)),
              std::vector{scratch / "boot-1_0001.json"});
    EXPECT_EQ(sidecar_of(wav)["start"], "2026-11-21T08:14:00.000Z");
    EXPECT_EQ(sidecar_of(wav)["clock"], "set afterwards");
    EXPECT_EQ(sidecar_of(wav)["sha256"], digest);
    EXPECT_EQ(fs::last_write_time(wav), fs::file_time_type(file_clock::from_sys(morning - 59s)));
    EXPECT_TRUE(sidecar_of(other)["start"].is_null());
    EXPECT_TRUE(date_sidecars(scratch.path(), moment(morning, 111s, true)).empty());
}

TEST_F(Time, ALengthThatNobodyLivesToSeeDatesNoFile) {
    const fs::path wav = scratch / "boot-1_0001.wav";
    record_undated(wav, moment(morning, 50s, false), "this-boot");
    ASSERT_EQ(finish_sidecar(wav, *block, {}, moment({}, 60s, false)), Finished::done);
    nlohmann::json lies = sidecar_of(wav);
    lies["rate"] = 1;
    lies["frames"] = std::int64_t{1} << 56;
    const std::string text = lies.dump();
    put(TakePaths::of_sound(wav).sidecar(), std::as_bytes(std::span(text)));
    const auto before = fs::last_write_time(wav);
    date_sidecars(scratch.path(), moment(morning, 110s, true));
    EXPECT_EQ(fs::last_write_time(wav), before);
}

TEST_F(Time, OneThatWaitsForItsDigestIsDatedWithIt) {
    const fs::path wav = scratch / "boot-1_0001.wav";
    record_undated(wav, moment(morning, 50s, false), "this-boot");
    ASSERT_EQ(finish_sidecar(wav, *block, {}, moment(morning, 110s, true)), Finished::done);
    EXPECT_EQ(sidecar_of(wav)["start"], "2026-11-21T08:14:00.000Z");
    EXPECT_EQ(fs::last_write_time(wav), fs::file_time_type(file_clock::from_sys(morning - 59s)));
}

/// Files of one take as a machine leaves them whose clock was not set before they were closed.
struct LateDate : Time {
    std::shared_ptr<TakeMetadata> take = take_metadata("mic", {}, {});
    AudioFormat format = stereo;
    const TimePoint begin = Clock::now() - 1h;

    fs::path name(int number) const {
        return scratch / ("boot-1_000" + std::to_string(number) + ".wav");
    }

    /// The n-th, of 1001 frames like those before it; `late` is its first frame, by the clock.
    fs::path record(int number, nanoseconds late = {}) const {
        const Frames place = (number - 1) * Frames{1001};
        const fs::path wav = name(number);
        TakeFile file(wav, format, {false, take}, "mic");
        file.begins(begin + format.duration(place) + late, place,
                    number > 1 ? name(number - 1).native() : "");
        EXPECT_FALSE(file.append(sound(format, 1001)));
        file.mark(10, "a wren");
        EXPECT_FALSE(file.close());
        Sidecar undated = *read_journal(TakePaths::of_sound(wav).journal());
        undated.start.reset();
        undated.clock = "not set";
        const std::string line = to_json(undated).dump() + "\n";
        put(TakePaths::of_sound(wav).journal(), std::as_bytes(std::span(line)));
        return wav;
    }

    /// Its finished sidecar has no date yet.
    void finish_undated(const fs::path& wav) const {
        Timestamp now = timestamp_now();
        now.clock = {};
        EXPECT_EQ(finish_sidecar(wav, *block, {}, now), Finished::done);
    }

    static std::string value(const WavMetadata::Fields& fields, const std::string& key) {
        for (const auto& [name, text] : fields)
            if (name == key) return text;
        return "-";
    }
    static std::uint64_t reference(const fs::path& wav) {
        return std::stoull(value(read_wav_metadata(wav).bext, "time_reference"));
    }
    /// The same in iXML, wherever that stands.
    static std::uint64_t ixml_reference(const fs::path& wav) {
        const auto ixml = read_wav_metadata(wav).ixml;
        const auto half = [&](const std::string& which) {
            return std::stoull(value(ixml, "SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_" + which));
        };
        return half("HI") << 32 | half("LO");
    }
    static bool is_behind(const fs::path& wav, std::string_view chunk) {
        const Bytes bytes = contents(wav);
        return load_text(bytes, 0, bytes.size()).find(chunk) > header_bytes;
    }
    static Timestamp in_a_year() {
        Timestamp now = timestamp_now();
        now.utc += 24h * 365 + 1h;
        return now;
    }
    const Timestamp known = in_a_year();
};

TEST_F(LateDate, ComesIntoAnIxmlBehindTheSound) {
    format.channels = 32;
    take->description.tracks.assign(32, "a name of some length");
    const fs::path finished = record(1), waiting = record(2);
    ASSERT_TRUE(is_behind(finished, "iXML"));
    finish_undated(finished);
    const std::uint64_t before = reference(finished);
    ASSERT_EQ(date_sidecars(scratch.path(), known).size(), 1u);
    ASSERT_EQ(finish_sidecar(waiting, *block, {}, known), Finished::done);
    EXPECT_NE(reference(finished), before);
    for (const fs::path& wav : {finished, waiting})
        EXPECT_EQ(ixml_reference(wav), reference(wav)) << wav;
}

TEST_F(LateDate, ComesIntoAGuanoBehindTheSound) {
    for (int i = 0; i < 20; ++i)
        take->notes.add("note" + std::to_string(i) + "=" + std::string(250, 'x'));
    const fs::path wav = record(1);
    ASSERT_TRUE(is_behind(wav, "guan"));
    finish_undated(wav);
    ASSERT_EQ(date_sidecars(scratch.path(), known).size(), 1u);
    const WavMetadata all = read_wav_metadata(wav);
    const std::string date = utc_text(known.utc - 1h).substr(0, 10);
    EXPECT_EQ(value(all.bext, "date"), date);
    EXPECT_EQ(value(all.guano, "Timestamp").substr(0, 10), date);
    EXPECT_EQ(value(all.guano, "Redstart|Clock"), "set afterwards");
    EXPECT_EQ(ixml_reference(wav), reference(wav));
}

TEST_F(LateDate, OfTheFilesOfATakeFitsToTheFrame) {
    const fs::path first = record(1);
    finish_undated(first);
    const fs::path second = record(2, 7ms), third = record(3, -3ms);
    ASSERT_EQ(date_sidecars(scratch.path(), known).size(), 1u);
    ASSERT_EQ(finish_sidecar(second, *block, {}, known), Finished::done);
    finish_undated(third);
    ASSERT_EQ(date_sidecars(scratch.path(), known).size(), 1u);
    const std::uint64_t day = std::uint64_t{86400} * format.rate;
    EXPECT_EQ(reference(second), (reference(first) + 1001) % day);
    EXPECT_EQ(reference(third), (reference(second) + 1001) % day);
}

TEST_F(LateDate, ThatAPowerCutKeptFromTheSoundComesAtTheNextBoot) {
    format.channels = 32;
    take->description.tracks.assign(32, "a name of some length");
    const fs::path wav = record(1);
    finish_undated(wav);
    Bytes undated = contents(wav);
    const std::size_t bext = load_text(undated, 0, header_bytes).find("bext") + 8;
    std::fill_n(undated.begin() + std::ptrdiff_t(bext + bext::date), 18, std::byte{' '});
    ASSERT_EQ(date_sidecars(scratch.path(), known).size(), 1u);
    const Bytes dated = contents(wav);
    Timestamp next_boot = known;
    next_boot.boot = "another";
    put(wav, undated);
    EXPECT_TRUE(date_sidecars(scratch.path(), next_boot).empty()) << "the sidecar has its date";
    EXPECT_TRUE(contents(wav) == dated);
}

TEST_F(LateDate, NoFileThatHasItOrNoPlaceForItIsTouchedAgain) {
    const auto changed = [](const fs::path& wav) {
        struct stat status {};
        EXPECT_EQ(::stat(wav.c_str(), &status), 0);
        return std::pair(status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
    };
    const fs::path with_place = record(1);
    take.reset(); // such a file says nothing of itself
    const fs::path without = record(2);
    for (const fs::path& wav : {with_place, without}) finish_undated(wav);
    ASSERT_EQ(date_sidecars(scratch.path(), known).size(), 2u);
    const auto before = std::pair(changed(with_place), changed(without));
    EXPECT_TRUE(date_sidecars(scratch.path(), known).empty());
    EXPECT_EQ(std::pair(changed(with_place), changed(without)), before);
}

TEST(UtcText, IsReadAsItIsWritten) {
    const auto time = morning + 250ms;
    EXPECT_EQ(utc_text(time), "2026-11-21T08:15:00.250Z");
    EXPECT_EQ(utc_text(time + 999us), "2026-11-21T08:15:00.250Z"); // as names are: down
    EXPECT_EQ(parse_utc("2026-11-21T08:15:00.250Z"), time);
    for (const char* wrong :
         {"", "2026-11-21", "2026-13-21T08:15:00.250Z", "2026-11-21T08:15:00.250",
          "2026-11-21T25:15:00.250Z", "2026-11-21T08:15:00.2x0Z"})
        EXPECT_FALSE(parse_utc(wrong)) << wrong;
}

} // namespace
} // namespace redstart
