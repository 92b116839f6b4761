// What was noted of a take is in its sidecar, in `info` and in the table of a data set.
#include "simulated/simulated_microphone.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <fstream>

namespace redstart {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class NotesOfATake : public testing::Test {
protected:
    NotesOfATake() { use_simulated_board(); }

    fs::path at(const std::string& name) const { return folder_.path() / name; }

    Ended record(const std::vector<std::string>& arguments) const {
        std::vector<std::string> all = {"record", "-q",        "-c", "1",
                                        "-D",     tone_.pcm(), "-d", "500ms"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return run(redstart(all));
    }
    static json read(const fs::path& file) {
        std::ifstream in(file);
        return in ? json::parse(in, nullptr, false) : json();
    }

    const TemporaryFolder folder_;
    const SimulatedMicrophone tone_{"tone"};
};

TEST_F(NotesOfATake, MakeASidecarOfANamedFileToo) {
    const Ended ended = record({"--note", "speaker=alice", "--note", "text=a = b", at("a.wav")});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(read(at("a.json"))["notes"], (json{{"speaker", "alice"}, {"text", "a = b"}}));
    EXPECT_EQ(run(redstart({"verify", at("a.wav")})).code, 0);
}

TEST_F(NotesOfATake, AreInTheJournalAsSoonAsTheFileIsThere) {
    Program recorder(
        redstart({"record", "-q", "-D", tone_.pcm(), "--note", "speaker=alice", at("a.wav")}));
    ASSERT_TRUE(eventually([&] {
        std::ifstream in(at("a.json.part"));
        std::string line;
        return std::getline(in, line) && !in.eof();
    }));
    recorder.signal(SIGKILL);
    recorder.wait();
    std::ifstream in(at("a.json.part"));
    std::string line;
    std::getline(in, line);
    EXPECT_EQ(json::parse(line)["notes"], (json{{"speaker", "alice"}}));
}

TEST_F(NotesOfATake, AreShownByInfo) {
    ASSERT_EQ(record({"--note", "speaker=alice", at("a.wav")}).code, 0);
    const Ended info = run(redstart({"info", at("a.wav")}));
    EXPECT_NE(info.out.find("  note      speaker: alice\n"), std::string::npos) << info.out;
    const json all = json::parse(run(redstart({"info", "--json", at("a.wav")})).out);
    EXPECT_EQ(all[0]["sidecar"]["notes"]["speaker"], "alice");
}

TEST_F(NotesOfATake, AreColumnsOfTheTableOfADataSet) {
    ASSERT_EQ(record({"--note", "speaker=alice", "--note", "text=\"yes\", no", at("a.wav")}).code,
              0);
    ASSERT_EQ(record({at("b.wav")}).code, 0);
    ASSERT_EQ(record({"--note", "file=mine", at("c.wav")}).code, 0);
    Surroundings there;
    there.folder = folder_.path();
    const Ended table = run(redstart({"info", "--csv", "a.wav", "b.wav", "c.wav"}), there);
    EXPECT_EQ(table.code, 0) << table.err;
    EXPECT_EQ(table.out,
              "file,format,rate,channels,seconds,peak_dbfs,rms_dbfs,gaps,note_file,speaker,text\r\n"
              "a.wav,S16_LE,48000,1,0.500,-20.00,-23.01,0,,alice,\"\"\"yes\"\", no\"\r\n"
              "b.wav,S16_LE,48000,1,0.500,-20.00,-23.01,0,,,\r\n"
              "c.wav,S16_LE,48000,1,0.500,-20.00,-23.01,0,mine,,\r\n");
}

TEST_F(NotesOfATake, ThatAreWrongBeginNoTake) {
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--note", "speaker"},
                                                  {"--note", "a b=c"},
                                                  {"--note", "k=\x1b[2J"},
                                                  {"--note", "k=" + std::string(257, 'x')},
                                                  {"--note", "k=1", "--note", "k=2"}}) {
        std::vector<std::string> all = wrong;
        all.push_back(at("a.wav"));
        const Ended ended = record(all);
        EXPECT_EQ(ended.code, 2);
        EXPECT_TRUE(is_one_complaint(ended.err)) << ended.err;
        EXPECT_EQ(ended.err.find("redstart: note "), 0u) << ended.err;
    }
    const Ended piped = record({"--note", "k=1", "-"});
    EXPECT_EQ(piped.code, 1);
    EXPECT_EQ(piped.err, "redstart: standard output: it has no place for notes; name a file\n");
    EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(NotesOfATake, AndANameGoThroughTheApplianceIntoFileAndSidecar) {
    const ApplianceHome home(tone_.pcm(), {}, {}, "name = \"{name}_{seq}\"");
    const Program appliance(home.appliance());
    ASSERT_TRUE(home.comes_to("armed"));
    EXPECT_EQ(home.file_of({"start", "--name", "hello", "--note", "speaker=alice"}).filename(),
              "hello_0001.wav.part");
    const fs::path named = home.file_of({"stop"});
    home.file_of({"start"});
    EXPECT_EQ(home.file_of({"stop"}).filename(), "0002.wav");
    const fs::path sidecar = fs::path(named).replace_extension(".json");
    ASSERT_TRUE(eventually([&] { return fs::exists(sidecar); }));
    EXPECT_EQ(read(sidecar)["notes"], (json{{"speaker", "alice"}}));
}

TEST_F(NotesOfATake, ANameThatHasNoPlaceBeginsNoTake) {
    const ApplianceHome home(tone_.pcm());
    const Program appliance(home.appliance());
    ASSERT_TRUE(home.comes_to("armed"));
    const Ended refused = home.order({"start", "--name", "hello"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(refused.err, "redstart: name: [storage] name has no {name}; write it there, like "
                           "\"{name}_{seq}\"\n");
    EXPECT_EQ(home.order({"start", "--name", "a/b"}).code, 2);
    EXPECT_EQ(home.order({"start", "--name", std::string(65, 'x')}).code, 2);
    EXPECT_EQ(home.order({"start", "--note", "speaker"}).code, 2);
    EXPECT_TRUE(home.comes_to("armed"));
    EXPECT_TRUE(files_in(home.takes()).empty());
}

} // namespace
} // namespace redstart
