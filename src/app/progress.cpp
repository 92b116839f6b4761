// One line that is drawn over and over.
#include "app/progress.hpp"

#include "appliance/terminal.hpp"

#include <cstdio>
#include <unistd.h>

namespace redstart {

Progress::Progress() : on_terminal_(can_redraw(STDERR_FILENO)) {}

void Progress::show(std::uint64_t done, std::uint64_t of) {
    if (!on_terminal_ || of == 0) return;
    const int percent =
        static_cast<int>(100. * static_cast<double>(done) / static_cast<double>(of));
    if (percent == percent_) return;
    percent_ = percent;
    std::fprintf(stderr, "\r%3d %%\x1b[K", percent);
}

void Progress::clear() {
    if (percent_ >= 0) std::fputs("\r\x1b[K", stderr);
    percent_ = -1;
}

} // namespace redstart
