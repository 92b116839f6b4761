// What an exception that nobody catches says. It takes the place of libstdc++'s own handler, and so
// the demangler, 49 KB, stays out of a program that has the C++ library linked in.
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace __gnu_cxx {

// The name and place that libstdc++ gives it; a definition in the program is taken before that of
// the archive.
void __verbose_terminate_handler(); // NOLINT(bugprone-reserved-identifier)

void __verbose_terminate_handler() { // NOLINT(bugprone-reserved-identifier)
    try {
        if (const auto current = std::current_exception()) std::rethrow_exception(current);
        std::fputs("redstart: ended itself; please report this\n", stderr);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "redstart: ended by an error nobody caught; please report this: %s\n",
                     e.what());
    } catch (...) {
        std::fputs("redstart: ended by an error nobody caught; please report this\n", stderr);
    }
    std::abort();
}

} // namespace __gnu_cxx
