// The microphone of the station: opened, watched, and opened again whenever it is lost.
#pragma once

#include "base/backoff.hpp"
#include "deck/deck.hpp"
#include "event/timer.hpp"
#include "station/device_watch.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace redstart {

/// Belongs to the loop's thread, from which it calls back. One that opens and gives no frames is
/// missing. It is tried for ever, at first soon and then every few seconds.
class Microphone {
public:
    /// Opens it; throws Error where there is none.
    using Open = std::function<std::unique_ptr<Source>()>;

    struct Callbacks {
        /// The deck that its sound goes to from now on; throws Error where one of that format is of
        /// no use. The deck stays as long as the microphone is not lost.
        std::function<Deck&(const AudioFormat&)> deck_for;
        std::function<void()> on_found;                      // its first frames are there
        std::function<void(const std::string& why)> on_lost; // also when it is not found, again
    };

    Microphone(EventLoop& loop, Open open, Callbacks callbacks);

    /// Tries to open it; again by itself.
    void open();

    /// Whether it has come or gone; to be called when the deck's bell rang, and now and then.
    void look();

    /// It gives sound.
    bool is_there() const noexcept { return watch_.has_come(); }

private:
    void feed(std::unique_ptr<Source> source);
    void lose();
    void retry();

    Open open_;
    Callbacks callbacks_;
    DeviceWatch watch_;
    Deck* deck_ = nullptr; // since it was opened first
    Backoff retry_{std::chrono::milliseconds(250), std::chrono::seconds(2)};
    Timer retrying_, listening_;
};

} // namespace redstart
