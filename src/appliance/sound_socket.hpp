// The socket at which programs hear what the microphone hears, as it comes.
#pragma once

#include "appliance/sound_listener.hpp"
#include "audio/tap.hpp"
#include "control/listener.hpp"
#include "event/fd_event.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace redstart {

inline constexpr SocketKind sound_socket{SOCK_SEQPACKET, "[listen] socket", "--listen-socket"};

/// Listens from construction to destruction. One thread accepts, sends and hangs up; capture pushes
/// into the tap, and only while somebody listens. Methods belong to the loop's thread.
class SoundSocket {
public:
    static constexpr std::size_t most_listeners = 4;

    /// `on_change`: somebody came or went; called on the loop's thread. Throws Error where there
    /// can be no socket at `path`.
    SoundSocket(EventLoop& loop, std::string path, std::function<void()> on_change);
    ~SoundSocket();
    SoundSocket(const SoundSocket&) = delete;
    SoundSocket& operator=(const SoundSocket&) = delete;

    /// The tap that the next deck pushes into; those who listen to the one before are hung up on.
    /// None, and a line in the log, where there is no memory for it: the take comes first.
    std::shared_ptr<Tap> new_tap(const AudioFormat& format, Frames chunk_frames);

    /// Whether it gives sound: while it does not, there is nothing to listen to.
    void set_microphone(bool is_there);

    std::size_t listeners() const noexcept { return count_; }

private:
    struct Sound {
        std::shared_ptr<Tap> tap; // none before the first microphone
        bool is_there = false;
        unsigned generation = 0; // others may not go on with

        bool operator==(const Sound&) const = default;
    };

    void change(const std::function<void(Sound&)>& how);
    void run() noexcept;
    bool wait() noexcept;
    void follow_the_microphone() noexcept;
    void accept();
    void pass_on() noexcept;
    void tell_count() noexcept;

    Listener listener_;
    Doorbell sender_bell_; // the loop: look at sound_
    Doorbell loop_bell_;   // the sender: look at count_
    FdEvent on_change_;
    std::mutex mutex_; // guards sound_
    Sound sound_;
    std::atomic<bool> ending_{false};
    std::atomic<std::size_t> count_{0};
    Sound heard_;                          // the sender's
    std::vector<SoundListener> listeners_; // the sender's
    bool is_out_of_fds_ = false;           // the sender's: nobody is accepted for a second
    std::thread thread_;
};

} // namespace redstart
