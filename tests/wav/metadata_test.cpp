// What a file says of itself: where it stands, that it is true, and that it can be read again.
#include "wav/metadata.hpp"

#include "support/scratch.hpp"
#include "wav/bytes.hpp"
#include "wav/file.hpp"
#include "wav/metadata_text.hpp"
#include "wav/read_metadata.hpp"

#include <redstart/clock.hpp>
#include <redstart/error.hpp>

#include <algorithm>

namespace redstart {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr AudioFormat stereo{48000, 2, SampleFormat::s16_le};

std::shared_ptr<TakeMetadata> a_take() {
    auto take = std::make_shared<TakeMetadata>();
    take->program = "redstart 0.1.0";
    take->host = "pi";
    take->device = "hw:CARD=mic,DEV=0";
    take->description = {"Dawn & dusk", "North pond", "A. Wren", "two <pairs>", {}, {}};
    take->description.position = GeoPosition{52.5, -13.4};
    take->description.tracks = {"left", "right"};
    return take;
}

std::string value(const WavMetadata::Fields& fields, const std::string& key) {
    const auto row = std::ranges::find(fields, key, [](const auto& field) { return field.first; });
    return row == fields.end() ? "-" : row->second;
}

struct Metadata : testing::Test {
    const TemporaryFolder scratch;

    WavMetadata record(const std::string& name, std::shared_ptr<TakeMetadata> take, TimePoint first,
                       Frames place, const TakeFigures& figures = {},
                       const AudioFormat& format = stereo) const {
        WavFile file(scratch / name, format, {false, std::move(take)});
        file.begins(first, place, {});
        EXPECT_FALSE(file.append(sound(format, 1000)));
        file.note(figures);
        EXPECT_FALSE(file.append_silence(441));
        file.gap({1000, 441, GapCause::overrun});
        EXPECT_FALSE(file.close());
        EXPECT_EQ(read_wav_info(scratch / name).data_offset, header_bytes);
        return read_wav_metadata(scratch / name);
    }
};

/// The chunks before the sound, which lie end to end up to it.
std::vector<std::pair<std::size_t, std::string>> places(const Bytes& bytes) {
    std::vector<std::pair<std::size_t, std::string>> all;
    std::size_t at = 12;
    while (at < header_bytes - 8) {
        all.emplace_back(at, load_text(bytes, at, 4));
        const auto size = load<std::uint32_t>(bytes, at + 4);
        at += 8 + size + size % 2;
    }
    EXPECT_EQ(at, header_bytes - 8);
    return all;
}

/// "08:15:00" is the second of the day that TimeReference is in.
void expect_one_time(const WavMetadata& metadata, unsigned rate) {
    const std::uint64_t second = std::stoull(value(metadata.bext, "time_reference")) / rate;
    char time[32];
    std::snprintf(time, sizeof time, "%02u:%02u:%02u", unsigned(second / 3600),
                  unsigned(second / 60 % 60), unsigned(second % 60));
    EXPECT_EQ(value(metadata.bext, "time"), time);
}

TEST_F(Metadata, StandsBeforeTheSoundAndIsReadBack) {
    const WavMetadata all = record("a.wav", a_take(), Clock::now(), 0);
    EXPECT_EQ(value(all.bext, "description"), "Dawn & dusk, North pond, two <pairs>");
    EXPECT_EQ(value(all.bext, "originator"), "redstart 0.1.0");
    EXPECT_EQ(value(all.bext, "version"), "2");
    EXPECT_EQ(value(all.bext, "loudness_lufs"), "-") << "it is not known yet";
    EXPECT_EQ(value(all.bext, "coding_history"), "A=PCM,F=48000,W=16,M=stereo,T=redstart 0.1.0");
    EXPECT_EQ(value(all.info, "IART"), "A. Wren");
    EXPECT_EQ(value(all.info, "IPRD"), "Dawn & dusk");
    EXPECT_EQ(value(all.ixml, "NOTE"), "two <pairs>");
    EXPECT_EQ(value(all.ixml, "TAKE"), "a");
    EXPECT_EQ(value(all.ixml, "LOCATION/LOCATION_GPS"), "52.5 -13.4");
    EXPECT_EQ(value(all.ixml, "TRACK_LIST/TRACK/NAME"), "left");
    EXPECT_EQ(value(all.guano, "GUANO|Version"), "1.0");
    EXPECT_EQ(value(all.guano, "Loc Position"), "52.5 -13.4");
    EXPECT_EQ(value(all.guano, "Redstart|Gaps"), "1");
    EXPECT_EQ(value(all.guano, "Redstart|Frames Lost"), "441");
    const Bytes bytes = contents(scratch / "a.wav");
    std::vector<std::string> order;
    for (const auto& [at, id] : places(bytes)) order.push_back(id);
    const std::vector<std::string> wanted = {"JUNK", "fmt ", "JUNK", "bext",
                                             "LIST", "guan", "iXML", "JUNK"};
    EXPECT_EQ(order, wanted);
}

TEST_F(Metadata, OfThreeSplitFilesWithPreRollCountsOnToTheFrame) {
    for (const unsigned rate : {8000u, 44100u, 48000u, 384000u}) {
        const AudioFormat format{rate, 2, SampleFormat::s16_le};
        const auto take = a_take();
        const TimePoint pressed = Clock::now() - 60s;
        const Frames pre_roll = format.frames(10s), length = format.frames(17s) + 1;
        TakeFigures figures;
        std::uint64_t before = 0;
        const std::uint64_t day = std::uint64_t{86400} * rate;
        for (int i = 0; i < 3; ++i) {
            figures.pre_roll = i == 0 ? pre_roll : 0;
            const std::string name = std::to_string(rate) + "_" + std::to_string(i) + ".wav";
            const TimePoint first = pressed - 10s + format.duration(i * length);
            const auto file = record(name, take, first, i * length, figures, format);
            expect_one_time(file, rate);
            const std::uint64_t reference = std::stoull(value(file.bext, "time_reference"));
            EXPECT_TRUE(i == 0 || reference == (before + std::uint64_t(length)) % day);
            before = reference;
            EXPECT_EQ(value(file.ixml, "FILE_SET/FILE_SET_INDEX"), std::to_string(i + 1));
            EXPECT_EQ(std::stoll(value(file.ixml, "PRE_RECORD_SAMPLECOUNT")), figures.pre_roll);
            EXPECT_EQ(
                std::stoull(value(file.ixml, "SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI")) << 32 |
                    std::stoull(value(file.ixml, "SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO")),
                reference);
        }
        const auto now = std::chrono::system_clock::now() - 70s;
        const auto begin = frames_since_1970(now.time_since_epoch(), rate);
        EXPECT_NEAR(double(*take->begin), double(begin), 5.0 * rate)
            << "the pre-roll moves the begin back";
    }
}

TEST_F(Metadata, AfterMidnightHasTheNewDate) {
    const auto take = a_take();
    take->begin = std::int64_t{86400} * 20778 * 48000 - 1; // a frame before a day begins
    const auto last = record("a.wav", take, Clock::now(), 0);
    const auto first = record("b.wav", take, Clock::now(), 1);
    EXPECT_EQ(value(last.bext, "date"), "2026-11-20");
    EXPECT_EQ(value(last.bext, "time"), "23:59:59");
    EXPECT_EQ(value(last.bext, "time_reference"), std::to_string(86400u * 48000u - 1));
    EXPECT_EQ(value(first.bext, "date"), "2026-11-21");
    EXPECT_EQ(value(first.bext, "time"), "00:00:00");
    EXPECT_EQ(value(first.bext, "time_reference"), "0");
}

TEST_F(Metadata, WithoutAClockHasNoTimeUntilItIsKnown) {
    FileMetadata file(a_take(), stereo, "a.wav", "boot");
    HeaderPage header = file_header(stereo, "boot");
    file.put(header); // as if no clock had been asked
    const auto chunks = [&header] { return load_text(header, 0, header.size()); };
    EXPECT_EQ(chunks().find("Timestamp: "), std::string_view::npos);
    const std::size_t bext = chunks().find("bext") + 8;
    EXPECT_EQ(load_text(header, bext + bext::date, 18), std::string(18, ' '));
    EXPECT_EQ(load<std::uint64_t>(header, bext + bext::time_reference), 0u);
    const HeaderPage before = header;
    const std::int64_t begin = (std::int64_t{86400} * 20778 + 3600) * 48000 + 12000;
    set_start(chunks_in(header), begin, 48000, "set afterwards");
    EXPECT_EQ(load_text(header, bext + bext::date, 18), "2026-11-2101:00:00");
    EXPECT_NE(chunks().find("\nTimestamp: 2026-11-2"), std::string_view::npos);
    EXPECT_NE(chunks().find("Redstart|Clock: set afterwards\n"), std::string_view::npos);
    set_start(chunks_in(header), begin, 48000, "from a phone");
    EXPECT_NE(chunks().find("Redstart|Clock: from a phone\n"), std::string_view::npos);
    set_loudness(chunks_in(header), {-23.1, {}, -1.0, {}, {}});
    EXPECT_EQ(load<std::uint16_t>(header, bext + bext::loudness), std::uint16_t(-2310));
    EXPECT_EQ(load<std::uint16_t>(header, bext + bext::loudness + 2), 0x7FFF);
    EXPECT_EQ(load_text(header, header_bytes - 8, 4), "data");
    EXPECT_EQ(load_text(header, 0, bext), load_text(before, 0, bext));
}

TEST_F(Metadata, ThatIsTooLongForTheFrontStandsBehindTheSound) {
    const AudioFormat wide{48000, 32, SampleFormat::s16_le};
    const auto take = a_take();
    take->description.tracks.assign(32, "a name of some length");
    const auto all = record("a.wav", take, Clock::now(), 0, {}, wide);
    EXPECT_EQ(value(all.ixml, "TRACK_LIST/TRACK_COUNT"), "32");
    EXPECT_EQ(value(all.bext, "version"), "2");
    const WavInfo info = read_wav_info(scratch / "a.wav");
    EXPECT_TRUE(info.complete);
    EXPECT_EQ(info.riff_bytes, info.file_bytes);
    EXPECT_EQ(info.marks.size(), 1u);
}

TEST_F(Metadata, LiesWhereItLayInEveryHeaderOfAFile) {
    const fs::path part = scratch / "a.wav.part";
    WavFile file(scratch / "a.wav", stereo, {false, a_take()});
    file.begins(Clock::now(), 0, {});
    EXPECT_FALSE(file.append(sound(stereo, 1000)));
    const auto first = places(contents(part));
    TakeFigures figures;
    figures.pre_roll = 500;
    figures.drift_ppm = -12.3;
    file.note(figures);
    EXPECT_FALSE(file.sync());
    EXPECT_EQ(places(contents(part)), first);
    EXPECT_FALSE(file.close());
    EXPECT_EQ(places(contents(scratch / "a.wav")), first);
    const auto all = read_wav_metadata(scratch / "a.wav");
    EXPECT_EQ(value(all.ixml, "PRE_RECORD_SAMPLECOUNT"), "0000000500");
    EXPECT_EQ(value(all.guano, "Redstart|Drift ppm"), "-12.3");
}

TEST_F(Metadata, OfNotesBeatsTheConfiguration) {
    Notes notes;
    notes.add("project=Dusk");
    notes.add("position=-1.25, 3");
    notes.add("tracks=a,b,c");
    Description about{"Dawn", "Pond", {}, {}, {}, {}};
    about.apply(notes);
    EXPECT_EQ(about.project, "Dusk");
    EXPECT_EQ(about.place, "Pond");
    EXPECT_EQ(about.position, (GeoPosition{-1.25, 3}));
    EXPECT_EQ(about.tracks, (std::vector<std::string>{"a", "b", "c"}));
    for (const char* wrong : {"position=here", "position=91,0", "position=1", "position=1,2,3"}) {
        Notes bad;
        bad.add(wrong);
        EXPECT_THROW(about.apply(bad), Error) << wrong;
    }
}

/// Behind an `ltxt` ffprobe and libsndfile lose every label.
TEST_F(Metadata, LabelsStandBeforeTheRegionsOfGaps) {
    WavFile file(scratch / "a.wav", stereo, {});
    EXPECT_FALSE(file.append(sound(stereo, 3000)));
    file.mark(10, "one");
    file.gap({100, 50, GapCause::overrun});
    file.mark(200, "two");
    file.gap({300, 7, GapCause::suspected});
    EXPECT_FALSE(file.close());
    const Bytes bytes = contents(scratch / "a.wav");
    const auto text = load_text(bytes, 0, bytes.size());
    EXPECT_LT(text.rfind("labl"), text.find("ltxt"));
    const std::size_t region = text.rfind("ltxt");
    EXPECT_EQ(load<std::uint32_t>(bytes, region + 8), 4u) << "the fourth cue point";
    EXPECT_EQ(load<std::uint32_t>(bytes, region + 12), 7u);
    EXPECT_EQ(load_text(bytes, region + 16, 4), "rgn ");
    EXPECT_EQ(read_wav_info(scratch / "a.wav").marks.size(), 4u);
}

} // namespace
} // namespace redstart
