// Threads of the library's own, which stay out of the program's way.
#pragma once

#include <functional>
#include <future>

namespace redstart {

/// Names the calling thread, and leaves all signals to the program's threads.
void enter_background(const char* name) noexcept;

/// Runs `work` on a thread. Every wait for the end throws what `work` threw; the destructor of the
/// last copy waits too, so `work` has to be told to end before.
std::shared_future<void> in_background(const char* name, std::function<void()> work);

} // namespace redstart
