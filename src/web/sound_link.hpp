// The client of the recorder's sound socket: connected while it exists, again and again.
#pragma once

#include "base/backoff.hpp"
#include "base/unique_fd.hpp"
#include "event/fd_event.hpp"
#include "event/timer.hpp"

#include <redstart/format.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// docs/listen.md says what the recorder sends. Belongs to the loop's thread; no callback
/// may destroy it.
class SoundLink {
public:
    static constexpr std::size_t head_bytes = 16, most_packet = 64 * 1024;

    struct Callbacks {
        std::function<void(const AudioFormat& format)> connected;
        std::function<void(Frames first, std::span<const std::byte> frames)> sound;
        std::function<void(const std::string& error)> gone; // it tries again by itself
    };

    /// Never throws for a recorder that is not there: gone() is called from the loop then.
    SoundLink(EventLoop& loop, std::string socket, Callbacks callbacks);

private:
    void connect();
    void read();
    bool handle(std::span<const std::byte> packet); // false: that was the end
    bool handle_first(std::span<const std::byte> packet);
    void lose(const std::string& error);

    EventLoop& loop_;
    const std::string socket_;
    Callbacks callbacks_;
    std::vector<std::byte> packet_;
    Backoff backoff_;
    UniqueFd fd_;
    std::unique_ptr<FdEvent> readable_;
    AudioFormat format_;
    bool is_connected_ = false; // and its first packet was read
    Timer again_;
};

} // namespace redstart
