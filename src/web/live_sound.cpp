// Listeners come and go inside of callbacks; each round goes over a copy of the list.
#include "web/live_sound.hpp"

#include <algorithm>

namespace redstart {

using namespace std::chrono_literals;

std::unique_ptr<LiveSound::Listener> LiveSound::listen(unsigned rate, unsigned channels,
                                                       std::function<void()> on_state,
                                                       LiveStream::Sink sink) {
    if (listeners_.size() >= most_listeners) return nullptr;
    std::unique_ptr<Listener> listener(
        new Listener(*this, rate, channels, std::move(on_state), std::move(sink)));
    listeners_.push_back(listener.get());
    if (format_) listener->begin(*format_);
    if (link_) return listener;
    link_ = std::make_unique<SoundLink>(
        loop_, socket_,
        SoundLink::Callbacks{[this](const AudioFormat& format) { connected(format); },
                             [this](Frames first, std::span<const std::byte> frames) {
                                 for_each_listener([&](Listener& one) { one.hear(first, frames); });
                             },
                             [this](const std::string& error) { gone(error); }});
    return listener;
}

/// The link goes from the loop: this may be called by it.
void LiveSound::leave(Listener* listener) noexcept {
    std::erase(listeners_, listener);
    if (listeners_.empty()) unlink_.after(0ns);
}

void LiveSound::unlink_where_nobody_listens() noexcept {
    if (!listeners_.empty()) return;
    link_.reset();
    format_.reset();
}

template <class Use>
void LiveSound::for_each_listener(Use use) {
    const auto all = listeners_;
    for (Listener* const listener : all)
        if (std::ranges::find(listeners_, listener) != listeners_.end()) use(*listener);
}

void LiveSound::connected(const AudioFormat& format) {
    if (listeners_.empty()) return;
    format_ = format;
    for_each_listener([&](Listener& one) {
        if (one.state_ == Listener::State::waiting) {
            one.begin(format);
            const auto tell = one.on_state_; // which may destroy the listener
            tell();
        } else if (one.state_ == Listener::State::on && one.stream_->format() != format) {
            one.end("sound: the recorder has another rate or other channels now; listen again");
        }
    });
}

void LiveSound::gone(const std::string& error) {
    format_.reset();
    for_each_listener([&](Listener& one) {
        if (one.state_ == Listener::State::waiting) one.end(error);
    });
}

void LiveSound::Listener::begin(const AudioFormat& format) {
    stream_.emplace(format, rate_, channels_);
    state_ = State::on;
}

void LiveSound::Listener::end(const std::string& error) {
    error_ = error;
    state_ = State::over;
    const auto tell = on_state_; // which may destroy this
    tell();
}

void LiveSound::Listener::hear(Frames first, std::span<const std::byte> frames) {
    if (state_ == State::on) stream_->hear(first, frames, sink_);
}

} // namespace redstart
