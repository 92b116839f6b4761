// Opening: each way to fail is one line of ours that names the device and what to do.
#include "alsa/pcm_handle.hpp"
#include "alsa/simulated_board.hpp"

#include <cerrno>

namespace redstart {
namespace {

std::string failure(const std::string& name) {
    try {
        open_pcm(name, SND_PCM_STREAM_CAPTURE);
    } catch (const Error& error) {
        return error.what();
    }
    return "it opened";
}

TEST(Pcm, SaysWhatToDoAboutADeviceThatIsNotThere) {
    const SimulatedBoard board;
    for (const std::string name : {"hw:CARD=mic", "hw:7", "nobody", "gone"})
        EXPECT_EQ(failure(name), name + ": no such device; redstart devices lists them");
}

TEST(Pcm, LeavesStandardErrorToItsCaller) {
    const SimulatedBoard board;
    testing::internal::CaptureStderr();
    failure("nobody");
    failure("microphone:NONSENSE=1");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Pcm, TellsABusyDeviceFromAForbiddenOne) {
    const Error busy = alsa_error("hw:0", -EBUSY);
    EXPECT_STREQ(busy.what(), "hw:0: in use by another program; `fuser -v /dev/snd/*` tells which");
    EXPECT_EQ(busy.code(), std::errc::device_or_resource_busy);
    EXPECT_STREQ(alsa_error("hw:0", -EACCES).what(),
                 "hw:0: no permission; add the user to group audio");
    EXPECT_STREQ(alsa_error("hw:0", -EINVAL).what(),
                 "hw:0: Invalid argument; redstart devices lists what it takes");
    EXPECT_STREQ(alsa_error("hw:0", -EIO).what(),
                 "hw:0: Input/output error; dmesg tells whether its card or its cable fails");
}

TEST(Pcm, SaysWhatToWriteInsteadOfADefaultOfASoundServerThatIsOutOfReach) {
    for (const int result : {-EHOSTDOWN, -ECONNREFUSED}) {
        const Error error = alsa_error("default", result);
        EXPECT_STREQ(error.what(), "default: a sound server that cannot be reached from here; name "
                                   "the card: \"auto\", or hw:CARD=... of redstart devices");
        EXPECT_EQ(error.code().value(), -result);
    }
}

TEST(Pcm, TellsADeviceOfTheOtherDirection) {
    const SimulatedBoard board;
    EXPECT_EQ(failure("loudspeaker"),
              "loudspeaker: plays only; redstart devices lists what records");
    try {
        open_pcm("microphone", SND_PCM_STREAM_PLAYBACK);
        ADD_FAILURE() << "it opened";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "microphone: records only; redstart devices lists what plays");
    }
}

TEST(Pcm, IsHeldByOneStreamAtATime) {
    const SimulatedMicrophone microphone;
    const Pcm first = open_pcm(microphone.pcm(), SND_PCM_STREAM_CAPTURE);
    EXPECT_EQ(failure(microphone.pcm()),
              microphone.pcm() + ": in use by another program; `fuser -v /dev/snd/*` tells which");
}

} // namespace
} // namespace redstart
