// GET /sound: the microphone, live, as long as somebody listens.
#pragma once

#include "web/live_sound.hpp"
#include "web/routes.hpp"

#include <cstddef>
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

    void add_to(Routes& routes);

    std::size_t listeners() const noexcept { return sound_.listeners(); }

private:
    struct Call;
    void begin(const HttpRequest& request, const HttpReply& reply);

    EventLoop& loop_;
    LiveSound sound_;
    std::unordered_set<std::shared_ptr<Call>> calls_; // all that listen
};

} // namespace redstart
