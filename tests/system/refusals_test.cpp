// Whatever is wrong: one line that says what, the right exit code, and nothing lost or left behind.
#include "control/stranger.hpp"
#include "simulated/counter_frames.hpp"
#include "system/appliance_home.hpp"
#include "system/takes.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <unistd.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// A folder with a few things in it, and what it held when a command began.
class Refusal : public testing::Test {
protected:
    Refusal() {
        use_simulated_board();
        std::ofstream(at("take.wav")) << "somebody's take";
        std::ofstream(at("words.txt")) << "no sound at all";
        std::ofstream(at("unknown.toml")) << "[audio]\n  rates = 48000\n";
        std::ofstream(at("wrong_type.toml")) << "[audio]\nrate = \"48000\"\n";
        std::ofstream(at("wrong_time.toml")) << "[audio]\npre_roll = \"often\"\n";
        std::ofstream(at("home.toml")) << "[storage]\nfolder = \"~/takes\"\n";
        std::ofstream(at("not_toml.toml")) << "[audio\n";
    }

    fs::path at(const std::string& name) const { return folder_.path() / name; }

    std::map<fs::path, std::string> contents() const {
        std::map<fs::path, std::string> all;
        for (const auto& file : fs::recursive_directory_iterator(folder_.path())) {
            std::string& held = all[file.path()];
            if (!file.is_regular_file()) continue;
            std::ifstream text(file.path());
            held.assign(std::istreambuf_iterator<char>(text), {});
        }
        return all;
    }

    /// Runs the command in the folder.
    void expect_refusal(const std::vector<std::string>& command, int code,
                        const std::string& words) const {
        Surroundings in_folder;
        in_folder.folder = folder_.path();
        const auto before = contents();
        const Ended ended = run(command, in_folder);
        EXPECT_EQ(ended.code, code);
        EXPECT_EQ(ended.out, "");
        EXPECT_TRUE(is_one_complaint(ended.err));
        EXPECT_NE(ended.err.find(words), std::string::npos) << words << " in " << ended.err;
        EXPECT_EQ(contents(), before);
    }

    const TemporaryFolder folder_;
};

struct Case {
    std::string name;
    std::vector<std::string> arguments;
    int code;
    std::string words; // the object, mostly
};

void PrintTo(const Case& one, std::ostream* out) {
    *out << one.name;
}

class BadInput : public Refusal, public testing::WithParamInterface<Case> {};

TEST_P(BadInput, IsOneLineAndNothingElse) {
    expect_refusal(redstart(GetParam().arguments), GetParam().code, GetParam().words);
}

/// Quietly: without the right to real-time scheduling there is a line about that as well.
std::vector<std::string> record(const std::vector<std::string>& arguments) {
    std::vector<std::string> all = {"record", "-q"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

std::vector<Case> usage() {
    return {
        {"NoArguments", {}, 2, "redstart --help"},
        {"UnknownCommand", {"rekord"}, 2, "redstart --help"},
        {"UnknownOption", {"record", "--louder"}, 2, "--louder"},
        {"LetterOfArecord",
         {"record", "-t", "raw", "x.raw"},
         2,
         "--file-type: \"raw\" is not written, only wav"},
        {"ListOfArecord", {"-l"}, 2, "\"-l\": no such option; redstart devices lists"},
        {"ChannelsByName", {"record", "-c", "quadro"}, 2, "\"quadro\" is no number; 1 is mono"},
        {"DeviceWithoutAName",
         {"record", "-D", "", "x.wav"},
         2,
         "\"\" names no device; redstart devices lists them"},
        {"BadDuration", {"record", "-d", "soon"}, 2, "soon"},
        {"BadFormat", {"record", "-f", "U8"}, 2, "U8"},
        {"BadRate", {"record", "-r", "fast"}, 2, "--rate: \"fast\" is no whole number"},
        {"RateOutOfRange", {"record", "-r", "1"}, 2, "1000 is not between 8000 and 384000"},
        {"ChunkOutOfRange", {"record", "--chunk", "15"}, 2, "15"},
        {"ChunkOfAPlanOutOfRange", {"plan", "--chunk", "65537"}, 2, "65537"},
        {"FramesBelowNone", {"record", "-s", "-5", "x.wav"}, 2, "\"-5\" is no number of frames"},
        {"FramesBeyondCounting", {"record", "-s", "99999999999999999999", "x.wav"}, 2, "frames"},
        {"FramesInParts", {"record", "-s", "1.5", "x.wav"}, 2, "\"1.5\" is no number of frames"},
        {"TableAndJsonAtOnce", {"info", "--csv", "--json", "take.wav"}, 2, "--json"},
        {"BadPress", {"run", "--press-for", "long"}, 2, "long"},
        {"InfoOfNothing", {"info"}, 2, "FILE"},
        {"PlayOfNothing", {"play"}, 2, "FILE"},
        {"MonitorSoon", {"monitor", "--latency", "soon"}, 2, "soon"},
    };
}

std::vector<Case> devices() {
    const std::string picky = "picky:counter";
    return {
        {"UnknownDevice", record({"-D", "nosuch", "x.wav"}), 1, "nosuch: "},
        {"GoneDevice", record({"-D", "gone", "x.wav"}), 1, "gone: "},
        {"RefusedRate", record({"-D", picky, "-r", "48000", "x.wav"}), 1, "48000 Hz refused"},
        {"RefusedFormat", record({"-D", picky, "-f", "S32_LE", "x.wav"}), 1, "S32_LE refused"},
        {"MonitorTooLate",
         {"monitor", "--latency", "2s"},
         2,
         "--latency: 2s is not between 1ms and 1s"},
        {"MonitorOfNoDevice", {"monitor", "-D", "gone"}, 1, "gone: "},
        {"MonitorToNoDevice", {"monitor", "-D", picky, "--output", "gone"}, 1, "gone: "},
        {"RefusedChannels", record({"-D", picky, "-c", "7", "x.wav"}), 1, "7 channels refused"},
    };
}

std::vector<Case> places() {
    const std::string device = "microphone:counter";
    return {
        {"MissingFolder", record({"-D", device, "nowhere/x.wav"}), 1, "nowhere: "},
        {"FileThatIsThere", record({"-D", device, "take.wav"}), 1, "take.wav: "},
        {"FileThatIsADevice", record({"-D", device, "/dev/full"}), 1,
         "/dev/full: no regular file; send it there: record - > /dev/full"},
        {"FileThatIsAFolder", record({"-D", device, "."}), 1, ".: "},
        {"NoWav", {"info", "words.txt"}, 1, "words.txt: "},
        {"NoFile",
         {"info", "missing.wav"},
         1,
         "missing.wav: no such file or folder; look for its name: ls .\n"},
        {"VerifyOfNoFile",
         {"verify", "missing.wav"},
         1,
         "missing.wav: no such file or folder; look for its name: ls .\n"},
        {"PlayOfNoFile",
         {"play", "nowhere/missing.wav"},
         1,
         "missing.wav: no such file or folder; look for its name: ls nowhere\n"},
        {"HomeForNobody",
         {"run", "--folder=~/takes"},
         1,
         "--folder: \"~/takes\": only a shell knows what ~ is; write the path from / on"},
        {"PlayOfNoWav", {"play", "words.txt"}, 1, "words.txt: "},
    };
}

std::vector<Case> appliances() {
    return {
        {"MissingConfiguration", {"run", "--config", "missing.toml"}, 1, "missing.toml: "},
        {"UnknownKey", {"run", "--config", "unknown.toml"}, 1, "unknown.toml:2:3: "},
        {"WrongType", {"run", "--config", "wrong_type.toml"}, 1, "wrong_type.toml:2:1: "},
        {"WrongTime", {"run", "--config", "wrong_time.toml"}, 1, "wrong_time.toml:2:1: "},
        {"HomeInTheConfiguration",
         {"run", "--config", "home.toml"},
         1,
         "home.toml:2:1: [storage] folder: \"~/takes\": only a shell knows what ~ is"},
        {"NoToml", {"run", "--config", "not_toml.toml"}, 1, "not_toml.toml:1:7: "},
        {"NobodyBehindTheSocket", {"start", "--socket", "no.sock"}, 1, "no.sock: nobody answers"},
        {"NobodyToAskForStatus", {"status", "--socket", "no.sock"}, 1, "no.sock: nobody answers"},
        {"FileInPlaceOfTheSocket", {"stop", "--socket", "words.txt"}, 1, "words.txt: "},
    };
}

const auto case_name = [](const auto& info) { return info.param.name; };
INSTANTIATE_TEST_SUITE_P(Usage, BadInput, testing::ValuesIn(usage()), case_name);
INSTANTIATE_TEST_SUITE_P(Devices, BadInput, testing::ValuesIn(devices()), case_name);
INSTANTIATE_TEST_SUITE_P(Places, BadInput, testing::ValuesIn(places()), case_name);
INSTANTIATE_TEST_SUITE_P(Appliances, BadInput, testing::ValuesIn(appliances()), case_name);

TEST_F(Refusal, OfAStatusThatItDoesNotKnowIsOneLine) {
    for (const char* how : {"--json", "--follow", ""}) {
        const TemporaryFolder elsewhere;
        const std::string socket = elsewhere.path() / "s";
        const Stranger stranger(socket, "{\"ok\":true,\"status\":{\"state\":\"armed\"}}\n");
        std::vector<std::string> command = redstart({"status", "--socket", socket});
        if (*how != '\0') command.emplace_back(how);
        const Ended ended = run(command);
        EXPECT_EQ(ended.code, 1);
        EXPECT_NE(ended.err.find("not a status this program knows"), std::string::npos)
            << ended.err;
    }
}

TEST_F(Refusal, OfADeviceInUseLeavesItsUserAlone) {
    const SimulatedMicrophone microphone;
    const TemporaryFolder elsewhere;
    const fs::path first = elsewhere.path() / "first.wav";
    Program user(redstart({"record", "-D", microphone.pcm(), "-d", "2", first}));
    ASSERT_TRUE(eventually([&] { return microphone.frames_delivered() > 0; }));
    expect_refusal(redstart(record({"-D", microphone.pcm(), "x.wav"})), 1, microphone.pcm());
    EXPECT_EQ(user.wait(), 0) << user.err();
    EXPECT_EQ(sound_of(first).frames(), 96000);
}

TEST_F(Refusal, OfAMicrophoneThatVanishesKeepsWhatCameBefore) {
    SimulatedMicrophone microphone;
    Program recorder(redstart(record({"-D", microphone.pcm(), at("x.wav")})));
    ASSERT_TRUE(eventually([&] { return microphone.frames_delivered() >= 48000; }));
    microphone.vanish();
    EXPECT_EQ(recorder.wait(), 1);
    EXPECT_TRUE(is_one_complaint(recorder.err()));
    const Sound sound = sound_of(at("x.wav"));
    EXPECT_GE(sound.frames(), 24000) << "half a second may still have been in the device";
    EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
    EXPECT_FALSE(fs::exists(at("x.wav.part")));
}

TEST_F(Refusal, OfAMicrophoneThatIsPulledOutNamesIt) {
    SimulatedMicrophone microphone;
    microphone.vanish();
    expect_refusal(redstart(record({"-D", microphone.pcm(), "x.wav"})), 1, microphone.pcm());
}

/// What another user may not do; the tests' own user, where that is not root.
class NoRights : public Refusal {
protected:
    void SetUp() override {
        fs::permissions(folder_.path(), fs::perms(0755));
        // setpriv itself may be able to begin a program that its user cannot even see.
        if (::geteuid() == 0 && run(as_nobody({"test", "-r", redstart_program})).code != 0)
            GTEST_SKIP() << "somebody without rights cannot run the program where it was built";
    }

    static std::vector<std::string> powerless(const std::vector<std::string>& arguments) {
        return ::geteuid() == 0 ? as_nobody(redstart(arguments)) : redstart(arguments);
    }
};

TEST_F(NoRights, ToWriteIntoTheFolderIsOneLine) {
    fs::create_directory(at("locked"));
    fs::permissions(at("locked"), fs::perms(0555));
    expect_refusal(powerless(record({"-D", "microphone:counter", "locked/x.wav"})), 1,
                   "Permission denied");
}

TEST_F(NoRights, ToTheSocketIsOneLineThatSaysWhichGroupHasThem) {
    const ApplianceHome home("microphone:counter");
    fs::permissions(home.folder(), fs::perms(0755));
    const Program appliance(home.appliance());
    ASSERT_TRUE(home.comes_to("armed"));
    if (::geteuid() != 0) fs::permissions(home.socket(), fs::perms::none);
    expect_refusal(powerless({"start", "--socket", home.socket()}), 1, "no permission");
}

TEST_F(NoRights, ToAFolderOfTheSystemIsNoAdviceToChownIt) {
    fs::permissions(folder_.path(), fs::perms(0777)); // for the socket
    for (const char* folder : {"/usr", "/etc"}) {
        Program appliance(
            powerless({"run", "--folder", folder, "--socket", at("c.sock").string()}));
        ASSERT_TRUE(appliance.complains_of("not writable for user")) << appliance.err();
        ASSERT_TRUE(appliance.complains_of("name a folder of its own")) << appliance.err();
        EXPECT_EQ(appliance.err().find("chown"), std::string::npos) << appliance.err();
    }
}

/// A card of two megabytes, which only this command and its children see.
std::vector<std::string> on_a_small_card(const std::string& script) {
    const std::string mount = "mkdir card && mount -t tmpfs -o size=2m tmpfs card && ";
    return {"unshare", "--mount", "sh", "-c", mount + script, redstart_program};
}

TEST_F(Refusal, OfAFullCardKeepsWhatIsOnIt) {
    Surroundings in_folder;
    in_folder.folder = folder_.path();
    if (run(on_a_small_card("rmdir card || true"), in_folder).code != 0)
        GTEST_SKIP() << "only root can mount a card";
    fs::remove(at("card"));
    const Ended ended = run(
        on_a_small_card("\"$0\" record -q -D microphone:counter,,no --no-drop -d 1h card/x.wav; "
                        "code=$?; cp card/* .; exit $code"),
        in_folder);
    EXPECT_EQ(ended.code, 1);
    EXPECT_TRUE(is_one_complaint(ended.err));
    EXPECT_NE(ended.err.find("No space left on device"), std::string::npos) << ended.err;
    ASSERT_TRUE(fs::exists(at("x.wav"))) << "it is finished";
    const Sound sound = sound_of(at("x.wav"));
    EXPECT_GE(sound.bytes.size(), 1'000'000u);
    EXPECT_EQ(counter_fault(sound.bytes, sound.format), "");
}

} // namespace
} // namespace redstart
