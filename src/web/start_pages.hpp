// Lets go of the pages of programs and libraries that only the start has touched.
#pragma once

namespace redstart {

/// Loading and relocating GnuTLS and its like touches some 2 MB of them, which are never used again
/// where no TLS is served. What is needed once more is mapped again, from the page cache. Only what
/// cannot be written to is let go of.
void let_go_of_start_pages() noexcept;

} // namespace redstart
