// A blocked signal stays where it is, so it can be asked for again and again.
#include "app/asked_to_stop.hpp"

#include <csignal>

namespace redstart {

bool is_asked_to_stop() noexcept {
    sigset_t waiting;
    ::sigemptyset(&waiting);
    ::sigpending(&waiting);
    return sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGTERM) == 1 ||
           sigismember(&waiting, SIGHUP) == 1;
}

} // namespace redstart
