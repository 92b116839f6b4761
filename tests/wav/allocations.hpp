// Counts what the test program asks of the heap.
#pragma once

namespace redstart {

/// Calls of operator new so far, in any thread.
int allocations() noexcept;

} // namespace redstart
