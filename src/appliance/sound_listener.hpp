// One who listens at the sound socket, and what is sent there (docs/listen.md).
#pragma once

#include "base/unique_fd.hpp"

#include <redstart/format.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace redstart {

/// Never waits: what the socket has no room for is lost to this listener, and told by the next
/// packet that it has room for.
class SoundListener {
public:
    static constexpr std::size_t max_packet_bytes = 65536;
    static constexpr std::size_t header_bytes = 16;

    /// Tells the format first.
    SoundListener(UniqueFd fd, const AudioFormat& format);

    int fd() const noexcept { return fd_.get(); }

    /// Whole frames that begin at `first` in the stream, in as many packets as they need. False
    /// once the listener has hung up.
    bool send(Frames first, std::span<const std::byte> frames) noexcept;

private:
    bool send_packet(Frames first, std::span<const std::byte> frames) noexcept;

    UniqueFd fd_;
    std::size_t frame_bytes_;
    std::optional<Frames> heard_; // up to here; nothing: there was nothing to send yet
};

/// In place of the format, and hangs up; `why` is "object: cause; remedy".
void turn_away(const UniqueFd& fd, const std::string& why) noexcept;

} // namespace redstart
