// One thread of another program held still, as if it hung in the kernel.
#pragma once

#include <string>
#include <sys/types.h>

namespace redstart {

/// By ptrace(2), so only for programs that this one has started. It moves again when this is
/// destroyed, which belongs to the thread that made it and comes before a wait for the program.
class FrozenThread {
public:
    /// The thread of that name, see start_thread(). Throws Error where there is none, and with
    /// operation_not_permitted where tracing is forbidden.
    FrozenThread(pid_t program, const std::string& name);
    ~FrozenThread();
    FrozenThread(const FrozenThread&) = delete;
    FrozenThread& operator=(const FrozenThread&) = delete;

private:
    pid_t thread_;
};

} // namespace redstart
