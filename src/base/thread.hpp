// Threads of the program's own: named, and without signals.
#pragma once

#include <functional>
#include <thread>

namespace redstart {

/// Begins a thread that runs `work`. It has its name from the start, and no signal is delivered to
/// it: signals belong to the loop, or to the program that links the library. `work` must not throw.
std::thread start_thread(const char* name, std::function<void()> work);

/// The same for a calling thread that somebody else began.
void enter_thread(const char* name) noexcept;

} // namespace redstart
