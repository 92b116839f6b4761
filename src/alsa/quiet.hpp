// Keeps alsa-lib's own lines off standard error while Redstart calls it.
#pragma once

#include <cstdarg>

namespace redstart {

/// While it exists alsa-lib writes nothing from this thread, for an error is one line, and an Error
/// tells it. The error handler of the process belongs to the program and is left alone.
class QuietAlsa {
public:
    QuietAlsa() noexcept;
    ~QuietAlsa();
    QuietAlsa(const QuietAlsa&) = delete;
    QuietAlsa& operator=(const QuietAlsa&) = delete;

    using Handler = void (*)(const char* file, int line, const char* function, int error,
                             const char* format, va_list);

private:
    Handler before_;
};

} // namespace redstart
