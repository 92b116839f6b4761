// The handler of one thread; ALSA's header, which is not included, forgets that it is a C function.
#include "alsa/quiet.hpp"

extern "C" redstart::QuietAlsa::Handler snd_lib_error_set_local(redstart::QuietAlsa::Handler);

namespace redstart {
namespace {

void say_nothing(const char*, int, const char*, int, const char*, va_list) {}

} // namespace

QuietAlsa::QuietAlsa() noexcept : before_(snd_lib_error_set_local(say_nothing)) {}

QuietAlsa::~QuietAlsa() {
    snd_lib_error_set_local(before_);
}

} // namespace redstart
