// The device "auto" is the same one at every boot.
#include "alsa/auto_device.hpp"

#include <redstart/error.hpp>

#include <gtest/gtest.h>

namespace redstart {
namespace {

Device card(const std::string& name, Direction direction = Direction::capture, bool busy = false) {
    Device device;
    device.name = name;
    device.direction = direction;
    device.busy = busy;
    return device;
}

TEST(AutoDevice, IsTheOneThatCaptures) {
    const AutoDevice chosen = choose_auto({card("hw:CARD=Headphones,DEV=0", Direction::playback),
                                           card("hw:CARD=mic,DEV=0"),
                                           card("hw:CARD=vc4hdmi,DEV=0", Direction::playback)});
    EXPECT_EQ(chosen.name, "hw:CARD=mic,DEV=0");
    EXPECT_EQ(chosen.of_many, 1u);
}

TEST(AutoDevice, OfSeveralIsTheFirstByNameInWhateverOrderAndBusyToo) {
    const std::vector<Device> cards = {card("hw:CARD=webcam,DEV=0"), card("hw:CARD=mic,DEV=1"),
                                       card("hw:CARD=mic,DEV=0", Direction::capture, true)};
    EXPECT_EQ(choose_auto(cards).name, "hw:CARD=mic,DEV=0");
    EXPECT_EQ(choose_auto({cards[2], cards[0]}).name, "hw:CARD=mic,DEV=0");
    EXPECT_EQ(choose_auto(cards).of_many, 3u);
}

TEST(AutoDevice, WithoutACardThatRecordsSaysSo) {
    try {
        choose_auto({card("hw:CARD=vc4hdmi,DEV=0", Direction::playback)});
        ADD_FAILURE() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(),
                     "auto: no card that records; plug one in; redstart devices lists them");
        EXPECT_EQ(error.code(), std::errc::no_such_device);
    }
}

TEST(AutoDevice, AnyOtherNameIsLeftAsItIs) {
    std::vector<std::string> remarks;
    EXPECT_EQ(resolve_auto("default", remarks), "default");
    EXPECT_TRUE(remarks.empty());
}

} // namespace
} // namespace redstart
