// A round of the sender: wait for sound or somebody, let in, hang up, send.
#include "appliance/sound_socket.hpp"

#include "base/log.hpp"
#include "base/thread.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <utility>

namespace redstart {
namespace {

using namespace std::chrono_literals;

constexpr auto tap_room = 500ms;      // how late the sender may be
constexpr auto tap_bytes = 4'000'000; // ... or so, where that would be more
constexpr int pause_ms = 1000;        // after the process had no descriptor left

Frames tap_frames(const AudioFormat& format) {
    return std::min(format.frames(tap_room), format.frames_in(tap_bytes));
}

} // namespace

SoundSocket::SoundSocket(EventLoop& loop, std::string path, std::function<void()> on_change)
    : listener_(std::move(path), sound_socket),
      on_change_(loop, loop_bell_.fd(), [this, call = std::move(on_change)] {
          loop_bell_.answer();
          call();
      }) {
    listeners_.reserve(most_listeners);
    thread_ = start_thread("listen", [this] { run(); });
}

SoundSocket::~SoundSocket() {
    ending_ = true;
    sender_bell_.ring();
    thread_.join();
}

std::shared_ptr<Tap> SoundSocket::new_tap(const AudioFormat& format, Frames chunk_frames) {
    std::shared_ptr<Tap> tap;
    try {
        tap = std::make_shared<Tap>(format, chunk_frames, tap_frames(format));
        tap->want(false);
    } catch (const Error& error) {
        log_error(std::string("[listen] socket: ") + error.what() + "; nobody can listen");
    }
    change([&](Sound& sound) { sound.tap = tap; });
    return tap;
}

void SoundSocket::set_microphone(bool is_there) {
    if (sound_.is_there == is_there) return; // only this thread writes it
    change([&](Sound& sound) { sound.is_there = is_there; });
}

void SoundSocket::change(const std::function<void(Sound&)>& how) {
    const std::lock_guard lock(mutex_);
    how(sound_);
    sound_.generation += 1;
    sender_bell_.ring();
}

// The sender

void SoundSocket::run() noexcept {
    while (!ending_) {
        const bool has_caller = wait();
        follow_the_microphone();
        if (has_caller) accept();
        pass_on();
        tell_count();
    }
}

/// True where somebody wants to be let in. Those who hung up are let go.
bool SoundSocket::wait() noexcept {
    std::array<pollfd, most_listeners + 3> fds{};
    fds[0] = {sender_bell_.fd(), POLLIN, 0};
    fds[1] = {is_out_of_fds_ ? -1 : listener_.fd(), POLLIN, 0};
    fds[2] = {heard_.tap ? heard_.tap->bell().fd() : -1, POLLIN, 0};
    for (std::size_t i = 0; i < listeners_.size(); ++i) fds[3 + i] = {listeners_[i].fd(), 0, 0};
    const int ready = ::poll(fds.data(), fds.size(), is_out_of_fds_ ? pause_ms : -1);
    is_out_of_fds_ = false;
    if (ready <= 0) return false;
    sender_bell_.answer();
    if (heard_.tap) heard_.tap->bell().answer();
    for (std::size_t i = listeners_.size(); i-- > 0;)
        if (fds[3 + i].revents != 0)
            listeners_.erase(listeners_.begin() + static_cast<std::ptrdiff_t>(i));
    return fds[1].revents != 0;
}

void SoundSocket::follow_the_microphone() noexcept {
    Sound now;
    {
        const std::lock_guard lock(mutex_);
        now = sound_;
    }
    if (now == heard_) return;
    listeners_.clear();
    if (heard_.tap) heard_.tap->want(false);
    heard_ = std::move(now);
}

/// What was left in the tap when the last listener went is nothing for the next one.
void SoundSocket::accept() {
    UniqueFd fd = listener_.accept();
    is_out_of_fds_ =
        !fd && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
    if (!fd) return;
    if (!heard_.is_there || !heard_.tap)
        return turn_away(fd,
                         "microphone: it is not there; redstart status tells why, connect again "
                         "when it is");
    if (listeners_.size() == most_listeners)
        return turn_away(fd, "[listen] socket: " + std::to_string(most_listeners) +
                                 " listen already; end one of them");
    if (listeners_.empty()) {
        while (heard_.tap->next()) {
        }
        heard_.tap->want(true);
    }
    listeners_.emplace_back(std::move(fd), heard_.tap->format());
}

void SoundSocket::pass_on() noexcept {
    if (listeners_.empty()) return;
    while (const auto piece = heard_.tap->next())
        std::erase_if(listeners_, [&](SoundListener& listener) {
            return !listener.send(piece->first, piece->frames);
        });
}

void SoundSocket::tell_count() noexcept {
    if (listeners_.empty() && heard_.tap) heard_.tap->want(false);
    if (count_.exchange(listeners_.size()) != listeners_.size()) loop_bell_.ring();
}

} // namespace redstart
