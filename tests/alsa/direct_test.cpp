// hw: and null without ALSA's files mean what they mean with them, and only where nobody says else.
#include "alsa/direct.hpp"
#include "alsa/pcm_handle.hpp"
#include "simulated/simulated_microphone.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace redstart {
namespace {

namespace fs = std::filesystem;

/// The definition of a PCM with its arguments in their places, as text; or that there is none.
std::string meaning(snd_config_t* config, const std::string& name) {
    snd_config_t *definition = nullptr, *hint = nullptr;
    const int result = snd_config_search_definition(config, "pcm", name.c_str(), &definition);
    if (result < 0) return snd_strerror(result);
    const AlsaConfig owner(definition);
    if (snd_config_search(definition, "hint", &hint) == 0) snd_config_delete(hint);
    snd_output_t* output = nullptr;
    char* text = nullptr;
    snd_output_buffer_open(&output);
    snd_config_save(definition, output);
    const std::size_t length = snd_output_buffer_string(output, &text);
    const std::string saved(text, length);
    snd_output_close(output);
    return saved;
}

auto whole_config() {
    snd_config_t* config = nullptr;
    check(snd_config_update_ref(&config), "ALSA configuration");
    return std::unique_ptr<snd_config_t, decltype(&snd_config_unref)>(config, snd_config_unref);
}

/// Somebody whose home is empty, on a system where ALSA's names mean what Debian ships.
class Direct : public testing::Test {
protected:
    Direct() {
        silence_alsa();
        for (const char* name : {"ALSA_CONFIG_PATH", "ALSA_CONFIG_DIR", "XDG_CONFIG_HOME"})
            ::unsetenv(name);
        ::setenv("HOME", home().c_str(), 1);
        snd_config_update_free_global(); // what an earlier test has read
    }
    void SetUp() override {
        if (!direct_config("null")) GTEST_SKIP() << "this system has an ALSA configuration";
    }

    fs::path home() const { return home_.path(); }
    void write(const fs::path& file, const std::string& text) const {
        fs::create_directories((home() / file).parent_path());
        std::ofstream(home() / file) << text;
    }

    static bool alsa_has_read_its_files() { return snd_config != nullptr; }
    static snd_pcm_type_t type_of(const std::string& name) {
        return snd_pcm_type(open_pcm(name, SND_PCM_STREAM_CAPTURE).get());
    }

private:
    const TemporaryFolder home_;
};

constexpr const char* another_hw = "pcm.!hw { @args [ CARD ] @args.CARD { type string } "
                                   "type null }";

TEST_F(Direct, OpensWithoutReadingAFileOfAlsas) {
    EXPECT_EQ(type_of("null"), SND_PCM_TYPE_NULL);
    EXPECT_THROW(type_of("hw:CARD=nobody"), Error);
    EXPECT_FALSE(alsa_has_read_its_files());
    EXPECT_THROW(type_of("plughw:CARD=nobody"), Error);
    EXPECT_TRUE(alsa_has_read_its_files()) << "it would be seen";
}

TEST_F(Direct, MeansWhatAlsaConfMeans) {
    const auto whole = whole_config();
    for (const char* variable : {"", "ALSA_CARD", "ALSA_PCM_CARD", "ALSA_PCM_DEVICE"}) {
        if (*variable != '\0') ::setenv(variable, "3", 1);
        const AlsaConfig direct = direct_config("hw");
        for (const std::string name :
             {"null", "hw", "hw:", "hw:0", "hw:1,0", "hw:1,2,3", "hw:mic", "hw:mic,2",
              "hw:CARD=mic", "hw:CARD=mic,DEV=2", "hw:DEV=2", "hw:CARD=mic,DEV=2,SUBDEV=1",
              "hw:'CARD=mic'", "hw:{CARD mic DEV 2}", "hw:1,2,3,4", "hw:NONSENSE=1", "hw:1,x"})
            EXPECT_EQ(meaning(direct.get(), name), meaning(whole.get(), name)) << name << variable;
        if (*variable != '\0') ::unsetenv(variable);
    }
}

TEST_F(Direct, HasTheDefaultsThatLibasoundLooksUpWhenItOpens) {
    const auto whole = whole_config();
    const AlsaConfig direct = direct_config("hw");
    for (const std::string name : {"nonblock", "compat", "minperiodtime"}) {
        long here = -1, there = -2;
        snd_config_t* node = nullptr;
        const std::string key = "defaults.pcm." + name;
        ASSERT_EQ(snd_config_search(direct.get(), key.c_str(), &node), 0) << key;
        snd_config_get_integer(node, &here);
        ASSERT_EQ(snd_config_search(whole.get(), key.c_str(), &node), 0) << key;
        snd_config_get_integer(node, &there);
        EXPECT_EQ(here, there) << key;
    }
}

TEST_F(Direct, LeavesTheNamesToTheConfigurationThatDefinesThem) {
    for (const char* file : {".asoundrc", ".config/alsa/asoundrc", "elsewhere/alsa/asoundrc"}) {
        write(file, another_hw);
        if (std::string(file).starts_with("else"))
            ::setenv("XDG_CONFIG_HOME", (home() / "elsewhere").c_str(), 1);
        EXPECT_EQ(type_of("hw:mic"), SND_PCM_TYPE_NULL) << file;
        fs::remove(home() / file);
        snd_config_update_free_global();
    }
    write("alsa.conf", another_hw);
    ::setenv("ALSA_CONFIG_PATH", (home() / "alsa.conf").c_str(), 1);
    EXPECT_EQ(type_of("hw:mic"), SND_PCM_TYPE_NULL);
}

TEST_F(Direct, IsNotForWhomAlsaMayFindFilesThatNobodyElseSees) {
    ::setenv("XDG_CONFIG_HOME", "~/.config", 1); // ALSA expands it as a shell does
    EXPECT_FALSE(direct_config("null"));
    ::unsetenv("XDG_CONFIG_HOME");
    EXPECT_TRUE(direct_config("null"));
    ::unsetenv("HOME");
    EXPECT_FALSE(direct_config("null"));
}

TEST_F(Direct, IsForNamesOfTheKernelsDevicesAlone) {
    for (const char* name : {"default", "plughw:0", "hwx", "nullx", "null:0", "sysdefault", ""})
        EXPECT_FALSE(direct_config(name)) << name;
}

} // namespace
} // namespace redstart
