// Which microphones and loudspeakers there are, and what each can do.
#pragma once

#include <redstart/format.hpp>

#include <string>
#include <vector>

namespace redstart {

enum class Direction : std::uint8_t { capture, playback };

/// One ALSA PCM that can be opened by `name`.
struct Device {
    std::string name; // stable over reboots: "hw:CARD=mic,DEV=0", or a name of the configuration
    std::string description; // what the driver calls it
    Direction direction = Direction::capture;
    bool is_default =
        false;         // what "default" stands for, or stands first where nothing else says so
    bool busy = false; // held by another program: its abilities are not known
    unsigned min_rate = 0, max_rate = 0; // of what Redstart records, see AudioFormat
    unsigned min_channels = 0, max_channels = 0;
    std::vector<std::string> formats; // ALSA's names; "S24_LE" comes out as SampleFormat::s24_3le
};

/// Asks ALSA anew at every call. A device that vanishes while being asked is left out.
/// Opens each device for a moment, without waiting for a busy one. Throws Error where this user may
/// not open a card, or ALSA's configuration cannot be read. Any thread.
std::vector<Device> devices();

} // namespace redstart
