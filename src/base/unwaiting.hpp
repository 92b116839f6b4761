// Writing to a terminal that takes nothing (Ctrl-S, a connection that hangs) without waiting for
// it.
#pragma once

namespace redstart {

/// Of standard output or standard error: a descriptor of the same terminal whose writes fail with
/// EAGAIN rather than wait; `fd` itself where it is no terminal, or may not be opened again.
int unwaiting(int fd) noexcept;

} // namespace redstart
