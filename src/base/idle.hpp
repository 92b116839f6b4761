// Work that may wait: done only while nobody else wants the processor or the card.
#pragma once

namespace redstart {

/// Puts the calling thread under SCHED_IDLE at nice 19, and its reads and writes into the idle
/// class of the I/O scheduler. There is no way back for a user who is not root. What the kernel
/// refuses is left as it was: the work is the same.
void work_when_idle() noexcept;

/// How many threads this process may run at once, by its affinity; 1 at least.
unsigned usable_cores() noexcept;

} // namespace redstart
