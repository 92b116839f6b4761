// Whether the user wants it to end, for work that looks up now and then.
#pragma once

namespace redstart {

/// SIGINT, SIGTERM or SIGHUP waits; they are blocked by Signals, and no loop takes them any more.
bool is_asked_to_stop() noexcept;

} // namespace redstart
