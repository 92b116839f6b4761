// GET /sound: the microphone, live, as long as somebody listens.
#pragma once

#include "event/timer.hpp"
#include "web/live_sound.hpp"
#include "web/routes.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>

namespace redstart {

/// For paired phones alone, also where reading is open. Outlives the routes; belongs to the loop's
/// thread.
class SoundRoute {
public:
    static constexpr std::size_t most_waiting = 96 * 1024; // of a slow listener; half a second

    /// `socket` is the recorder's [listen] socket.
    SoundRoute(EventLoop& loop, std::string socket)
        : loop_(loop), sound_(loop, std::move(socket)) {}
    SoundRoute(const SoundRoute&) = delete;
    SoundRoute& operator=(const SoundRoute&) = delete;

    std::function<bool(const std::string& phone)> may_listen; // asked once a second; may be empty

    void add_to(Routes& routes);

    std::size_t listeners() const noexcept { return sound_.listeners(); }

private:
    struct Call;
    void begin(const HttpRequest& request, const HttpReply& reply);
    void look_after();

    EventLoop& loop_;
    LiveSound sound_;
    std::unordered_set<std::shared_ptr<Call>> calls_; // all that listen
    Timer look_{loop_, [this] { look_after(); }};
};

} // namespace redstart
