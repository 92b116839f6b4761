// The body of an answer that does not end by itself: events, live sound.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace redstart {

/// Filled by its maker and emptied by the server, both on the loop's thread. Never waits: what a
/// slow phone leaves is kept up to `most` bytes, beyond which write() takes nothing.
class HttpStream {
public:
    explicit HttpStream(std::size_t most) : most_(most) {}

    /// All of it or nothing. False: it is full, or nobody reads it any more.
    bool write(std::string_view bytes);

    /// The phone gets what is there and then the end.
    void end();

    /// Hangs up at once, whatever is left.
    void abort();

    bool is_open() const noexcept { return state_ == State::open; }
    std::size_t waiting() const noexcept { return bytes_.size(); }

    /// Is called once, when the phone has gone; not for end() and abort().
    std::function<void()> on_gone;

private:
    friend class Exchange;
    enum class State : unsigned char { open, ending, over };

    std::size_t read(std::span<char> to) noexcept;
    void gone();

    std::size_t most_;
    std::string bytes_;
    State state_ = State::open;
    std::function<void()> wake_, hang_up_; // of the server
};

} // namespace redstart
