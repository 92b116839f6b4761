// The notes of a take: in its journal from the first second, in its sidecar, and believed by
// nobody.
#include "takes/take_file.hpp"

#include "support/scratch.hpp"
#include "takes/finish_sidecar.hpp"
#include "takes/left_overs.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr AudioFormat mono{48000, 1, SampleFormat::s16_le};

Notes notes_of(std::initializer_list<const char*> all) {
    Notes notes;
    for (const char* note : all) notes.add(note);
    return notes;
}

/// As many as there may be, and as long in JSON: every byte of their texts is escaped.
Notes most_notes() {
    Notes notes;
    for (std::size_t i = 0; i < Notes::most; ++i) {
        const std::string number = std::to_string(i);
        notes.set(number + std::string(Notes::most_key_bytes - number.size(), 'k'),
                  std::string(Notes::most_text_bytes, '"'));
    }
    return notes;
}

struct TheNotesOfATake : testing::Test {
    const TemporaryFolder scratch;
    const fs::path wav = scratch / "a.wav", journal = scratch / "a.json.part",
                   sidecar = scratch / "a.json";

    TakeFile make(const Notes& notes) const { return {wav, mono, {}, "mic", notes}; }

    static void record_a_second(TakeFile& file) {
        file.begins(Clock::now(), 0, {});
        ASSERT_FALSE(file.append(sound(mono, 48000)));
        ASSERT_FALSE(file.sync());
    }
};

TEST_F(TheNotesOfATake, AreInItsSidecar) {
    const Notes notes = notes_of({"speaker=alice", "text=\"hello\", she said"});
    TakeFile file = make(notes);
    record_a_second(file);
    ASSERT_FALSE(file.close());
    ASSERT_EQ(finish_sidecar_without_digest(wav, timestamp_now()), Finished::done);
    const auto told = read_sidecar(sidecar);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->notes, notes);
    const Bytes bytes = contents(sidecar);
    const auto json =
        nlohmann::json::parse(reinterpret_cast<const char*>(bytes.data()),
                              reinterpret_cast<const char*>(bytes.data()) + bytes.size());
    EXPECT_EQ(json["notes"]["text"], "\"hello\", she said");
}

TEST_F(TheNotesOfATake, AreSafeWithItsFirstSync) {
    const Notes notes = most_notes();
    TakeFile file = make(notes);
    record_a_second(file);
    const auto told = read_journal(journal);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->notes, notes);
}

TEST_F(TheNotesOfATake, OutliveACrash) {
    const Notes notes = most_notes();
    crash_after([&] {
        TakeFile file = make(notes);
        record_a_second(file);
    });
    ASSERT_EQ(complete_left_overs(scratch.path(), After::crash).size(), 1u);
    ASSERT_EQ(finish_sidecar_without_digest(wav, timestamp_now()), Finished::done);
    const auto told = read_sidecar(sidecar);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->notes, notes);
}

TEST_F(TheNotesOfATake, AreNotThereWhereThereAreNone) {
    TakeFile file = make({});
    record_a_second(file);
    const Bytes bytes = contents(journal);
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    EXPECT_EQ(text.find("notes"), text.npos);
}

TEST_F(TheNotesOfATake, AreReadBackBelievingNothing) {
    constexpr const char* head = R"({"redstart":1,"format":"S16_LE","rate":48000,"channels":1)";
    const auto read = [&](const std::string& notes) {
        const auto told = parse_sidecar(std::string(head) + ",\"notes\":" + notes + "}");
        return told ? told->notes : notes_of({"it=is no sidecar"});
    };
    EXPECT_EQ(read("null"), Notes());
    EXPECT_EQ(read("[]"), Notes());
    EXPECT_EQ(read("[{\"speaker\":\"alice\"}]"), Notes());
    EXPECT_EQ(read("\"speaker\""), Notes());
    EXPECT_EQ(read(R"({"a":"1","b":2,"c":null,"d":["x"],"e":{"f":"g"},"h":"2"})"),
              notes_of({"a=1", "h=2"}));
    EXPECT_EQ(read(R"({"a b":"1","":"2","c":"\u001b[31m","d":"\n","e":"ok"})"), notes_of({"e=ok"}));
    EXPECT_EQ(read("{\"a\":\"" + std::string(257, 'x') + "\",\"b\":\"2\"}"), notes_of({"b=2"}));
    std::string many = "{";
    for (int i = 0; i < 1000; ++i) many += "\"k" + std::to_string(i) + "\":\"x\",";
    EXPECT_LE(read(many + "\"z\":\"x\"}").size(), Notes::most);
}

} // namespace
} // namespace redstart
