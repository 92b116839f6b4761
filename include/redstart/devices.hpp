// Which microphones and loudspeakers there are, and what each can do.
#pragma once

#include <redstart/format.hpp>

#include <filesystem>
#include <functional>
#include <memory>
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
    unsigned default_rate = 0;                  // what a stream gets that names none
    std::chrono::nanoseconds default_latency{}; // of a stream with the other options' defaults
    std::vector<std::string> formats; // ALSA's names; "S24_LE" comes out as SampleFormat::s24_3le
};

/// Asks ALSA anew at every call. A device that vanishes while being asked is left out.
/// Opens each device for a moment, without waiting for a busy one. Throws Error where this user may
/// not open a card, or ALSA's configuration cannot be read. Any thread.
std::vector<Device> devices();

/// Tells when devices come and go: while it exists, `on_change` is called on a thread of its own
/// when the kernel's sound devices change, once for all that come with one card; devices() says
/// what there is then. What `on_change` throws is dropped; it must not destroy this object.
/// Devices that are names of ALSA's configuration alone neither come nor go.
class DeviceChanges {
public:
    /// `folder` is another one for tests only. It may be missing, as on a machine without a sound
    /// card; the one that it is in may not. Throws Error.
    explicit DeviceChanges(std::function<void()> on_change,
                           const std::filesystem::path& folder = "/dev/snd");
    ~DeviceChanges(); // waits for a call under way
    DeviceChanges(const DeviceChanges&) = delete;
    DeviceChanges& operator=(const DeviceChanges&) = delete;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
