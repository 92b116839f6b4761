// Live sound for the phones that listen: one connection to the recorder for all of them.
#pragma once

#include "web/live_stream.hpp"
#include "web/sound_link.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

/// Connected while somebody listens, so that the recorder knows. Belongs to the loop's thread;
/// outlives its listeners.
class LiveSound {
public:
    static constexpr std::size_t most_listeners = 4;

    LiveSound(EventLoop& loop, std::string socket) : loop_(loop), socket_(std::move(socket)) {}
    LiveSound(const LiveSound&) = delete;
    LiveSound& operator=(const LiveSound&) = delete;

    class Listener;

    /// One more, until it is destroyed; null where there are four. `on_change` is called where it
    /// has something new to be taken, or another state; it may destroy that listener.
    std::unique_ptr<Listener> listen(unsigned rate, unsigned channels,
                                     std::function<void()> on_state, LiveStream::Sink sink);

    std::size_t listeners() const noexcept { return listeners_.size(); }

private:
    void leave(Listener* listener) noexcept;
    void unlink_where_nobody_listens() noexcept;
    void connected(const AudioFormat& format);
    void gone(const std::string& error);
    template <class Use>
    void for_each_listener(Use use);

    EventLoop& loop_;
    const std::string socket_;
    std::vector<Listener*> listeners_;
    std::optional<AudioFormat> format_; // of the connection that is there
    std::unique_ptr<SoundLink> link_;
    Timer unlink_{loop_, [this] { unlink_where_nobody_listens(); }};
};

class LiveSound::Listener {
public:
    enum class State : std::uint8_t {
        waiting, // the recorder has not told its format yet
        on,      // also while the recorder is away
        over,    // refused, or the recorder has another format now: listen anew
    };

    ~Listener() { sound_.leave(this); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    State state() const noexcept { return state_; }
    const std::string& error() const noexcept { return error_; } // once it is over

    // while it is on
    unsigned rate() const noexcept { return stream_->rate(); }
    unsigned channels() const noexcept { return stream_->channels(); }

private:
    friend class LiveSound;
    Listener(LiveSound& sound, unsigned rate, unsigned channels, std::function<void()> on_state,
             LiveStream::Sink sink)
        : sound_(sound),
          rate_(rate),
          channels_(channels),
          on_state_(std::move(on_state)),
          sink_(std::move(sink)) {}

    void begin(const AudioFormat& format);
    void end(const std::string& error);
    void hear(Frames first, std::span<const std::byte> frames);

    LiveSound& sound_;
    unsigned rate_, channels_;
    std::function<void()> on_state_;
    LiveStream::Sink sink_;
    State state_ = State::waiting;
    std::string error_;
    std::optional<LiveStream> stream_;
};

} // namespace redstart
