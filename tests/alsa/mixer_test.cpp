// A card's controls, set and read back on a true control device of ALSA's: the simulated board's.
#include "alsa/mixer_settings.hpp"
#include "alsa/pcm_handle.hpp"
#include "alsa/simulated_board.hpp"

namespace redstart {
namespace {

using Settings = std::vector<MixerSetting>;

struct MixerOfAMicrophone : testing::Test {
    SimulatedMicrophone microphone;
    Mixer mixer{Mixer::name_for(open_pcm(microphone.pcm(), SND_PCM_STREAM_CAPTURE).get(),
                                microphone.pcm())};

    std::string remark(const MixerSetting& setting) {
        const auto remarks = set_mixer(mixer, Settings{setting});
        return remarks.empty() ? "" : remarks.front();
    }
};

TEST_F(MixerOfAMicrophone, ListsItsControlsByTheNamesThatAmixerShows) {
    const auto controls = mixer.controls();
    ASSERT_EQ(controls.size(), 4u);
    EXPECT_EQ(controls[0].name, "Mic Capture Volume");
    EXPECT_EQ(controls[0].most, 40);
    EXPECT_EQ(controls[0].values, (std::vector<long>{40, 40}));
    ASSERT_TRUE(controls[0].range_db);
    EXPECT_EQ(controls[0].range_db->first, -20);
    EXPECT_EQ(mixer.show(controls[0]), "100 % (20.0 dB)");
    EXPECT_EQ(controls[1].kind, MixerControl::Kind::on_off);
    EXPECT_EQ(controls[2].choices, (std::vector<std::string>{"Microphone", "Line"}));
}

TEST_F(MixerOfAMicrophone, SetsPercentAndDecibelsSwitchesAndChoices) {
    EXPECT_EQ(remark({"Mic Capture Volume", "80%"}), "");
    EXPECT_EQ(microphone.volume(), 32);
    EXPECT_EQ(remark({"Mic Capture Volume", "-10 dB"}), "");
    EXPECT_EQ(microphone.volume(), 10);
    EXPECT_EQ(remark({"Mic Capture Volume", std::int64_t{7}}), "");
    EXPECT_EQ(microphone.volume(), 7);
    EXPECT_EQ(remark({"Mic Capture Switch", false}), "");
    EXPECT_TRUE(microphone.is_muted());
    EXPECT_EQ(remark({"Input Source", "Line"}), "");
    EXPECT_EQ(microphone.input(), 1u);
}

TEST_F(MixerOfAMicrophone, NamesTheNearestControlAndTheNearestChoice) {
    EXPECT_EQ(remark({"Mic Captur Volume", "80%"}),
              "Mic Captur Volume: " + mixer.name() +
                  " has no such control; did you mean \"Mic Capture Volume\"?");
    EXPECT_NE(remark({"Tone", true}).find("redstart devices --mixer lists"), std::string::npos);
    EXPECT_EQ(remark({"Input Source", "Lime"}),
              "Input Source: has no \"Lime\" (did you mean \"Line\"?); it takes \"Microphone\", "
              "\"Line\"");
}

TEST_F(MixerOfAMicrophone, RefusesWhatAControlCannotBe) {
    for (const MixerSetting& wrong : Settings{{"Mic Capture Volume", "140%"},
                                              {"Mic Capture Volume", "-21 dB"},
                                              {"Mic Capture Volume", "loud"},
                                              {"Mic Capture Volume", true},
                                              {"Mic Capture Volume", std::int64_t{41}},
                                              {"Mic Capture Switch", "80%"},
                                              {"Mic Capture Switch", std::int64_t{1}},
                                              {"Input Source", true},
                                              {"Mic Boost Switch", "3 dB"}})
        EXPECT_NE(remark(wrong), "") << wrong.control;
    EXPECT_EQ(microphone.volume(), 40);
}

TEST_F(MixerOfAMicrophone, ReadBackTellsWhatAnotherProgramSetSince) {
    const Settings settings{{"Mic Capture Volume", "80%"}, {"Mic Capture Switch", true}};
    EXPECT_TRUE(set_mixer(mixer, settings).empty());
    MixerLook look = look_at_mixer(mixer, settings);
    EXPECT_TRUE(look.differences.empty());
    EXPECT_EQ(look.values["Mic Capture Volume"], "80 % (12.0 dB)");
    microphone.set_volume(16);
    look = look_at_mixer(mixer, settings);
    ASSERT_EQ(look.differences.size(), 1u);
    EXPECT_EQ(look.differences[0], "Mic Capture Volume: is 40 % (-4.0 dB), not 80 % (12.0 dB)");
    EXPECT_FALSE(look.is_muted);
}

TEST_F(MixerOfAMicrophone, IsMutedWhereItsCaptureSwitchIsOff) {
    EXPECT_FALSE(look_at_mixer(mixer, {}).is_muted);
    microphone.mute(true);
    EXPECT_TRUE(look_at_mixer(mixer, {}).is_muted);
}

/// Cards have inputs that nobody uses.
TEST(Muted, IsNoCardWhoseOtherInputIsOff) {
    MixerControl mic, line;
    mic.name = "Mic Capture Switch", line.name = "Line Capture Switch";
    mic.kind = line.kind = MixerControl::Kind::on_off;
    mic.values = {1, 1}, line.values = {0, 0};
    EXPECT_FALSE(is_muted({mic, line}, {}));
    EXPECT_TRUE(is_muted({mic, line}, Settings{{"Line Capture Switch", true}}));
    EXPECT_TRUE(is_muted({line}, {}));
    EXPECT_FALSE(is_muted({}, {}));
}

TEST(Mixer, OfADeviceWithoutControlsIsAnError) {
    const SimulatedBoard board;
    EXPECT_THROW(Mixer("picky"), Error);
}

} // namespace
} // namespace redstart
