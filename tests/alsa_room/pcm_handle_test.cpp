// Opening: each way to fail is one line of ours that names the device and what to do.
#include "alsa/pcm_handle.hpp"
#include "alsa_room/simulated_board.hpp"

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
    EXPECT_STREQ(alsa_error("hw:0", -EIO).what(), "hw:0: Input/output error");
}

TEST(Pcm, IsHeldByOneStreamAtATime) {
    const SimulatedMicrophone microphone;
    const Pcm first = open_pcm(microphone.pcm(), SND_PCM_STREAM_CAPTURE);
    EXPECT_EQ(failure(microphone.pcm()),
              microphone.pcm() + ": in use by another program; `fuser -v /dev/snd/*` tells which");
}

} // namespace
} // namespace redstart
