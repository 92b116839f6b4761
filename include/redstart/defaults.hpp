// What holds where nobody says otherwise: for redstart.toml, the command line and the library
// alike.
#pragma once

#include <chrono>
#include <cstdint>

/// A namespace for each table of redstart.toml. A default that is one of an enum's values stands
/// beside that enum; whatever has a default names it, so that none is written down twice.
namespace redstart::defaults {

namespace audio {
inline constexpr const char* device = "default"; // ALSA's word for its own default
inline constexpr unsigned rate = 48000, channels = 2;
inline constexpr std::int64_t chunk_frames = 1024;
inline constexpr std::chrono::nanoseconds ring = std::chrono::seconds(30);
inline constexpr std::uint64_t ring_limit = 64'000'000; // bytes
inline constexpr std::chrono::nanoseconds pre_roll{};
} // namespace audio

namespace button {
inline constexpr bool active_low = true;
inline constexpr std::chrono::nanoseconds debounce = std::chrono::milliseconds(20);
inline constexpr std::chrono::nanoseconds hold = std::chrono::milliseconds(1500);
inline constexpr std::chrono::nanoseconds power_off_hold{}; // the button does not power off
} // namespace button

namespace led {
inline constexpr bool active_low = false, stealth = false;
}

namespace storage {
inline constexpr const char* folder = "/var/lib/redstart/takes";
inline constexpr const char* name = "{date}/{y}{m}{d}T{time}Z_{host}_{seq}";
// The default before: takes of that name are still counted, and may still make room.
inline constexpr const char* former_name = "{date}/{date}T{time}Z_{host}_{seq}";
inline constexpr std::chrono::nanoseconds sync_every = std::chrono::seconds(1);
inline constexpr std::chrono::nanoseconds split_every{}; // never by time
inline constexpr std::uint64_t keep_free = 512'000'000;  // bytes
} // namespace storage

namespace control {
inline constexpr const char* socket = "/run/redstart/control.sock";
}

} // namespace redstart::defaults
