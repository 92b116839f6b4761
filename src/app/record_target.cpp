// Tells what FILE of `record` is: a new file, standard output, or /dev/null for a test.
#include "app/record_target.hpp"

#include "app/record_flac.hpp"
#include "base/log.hpp"

#include <redstart/error.hpp>

#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace redstart {
namespace {

bool is_null_device(const struct stat& there) {
    return S_ISCHR(there.st_mode) && there.st_rdev == makedev(1, 3);
}

void check_standard_output(const RecordOptions& options) {
    if (!options.notes.empty())
        throw Error("standard output", "it has no place for notes", "name a file");
    if (options.voice.settings().splits)
        throw Error("standard output", "it is one file", "name a FILE, or leave out --voice-split");
    if (::isatty(STDOUT_FILENO) != 0)
        throw Error("standard output", "it is a terminal", "name a file, or send it into a pipe");
}

} // namespace

void check_target(RecordOptions& options) {
    if (options.file == "-") return check_standard_output(options);
    read_ending(options);
    struct stat there {};
    if (options.file.empty() || ::stat(options.file.c_str(), &there) != 0) return;
    options.is_test = is_null_device(there);
    if (!options.is_test && (S_ISCHR(there.st_mode) || S_ISFIFO(there.st_mode)))
        throw Error(options.file, "no regular file", "send it there: record - > " + options.file);
}

void say_how_sound_is_piped(const RecordOptions& options) {
    struct stat out {};
    if (!options.file.empty() || ::fstat(STDOUT_FILENO, &out) != 0 || !S_ISFIFO(out.st_mode))
        return;
    log(Level::notice, "standard output gets the file's name; the sound goes there by "
                       "redstart record - | ...");
}

bool has_reader() noexcept {
    pollfd out{STDOUT_FILENO, 0, 0};
    return ::poll(&out, 1, 0) <= 0 || (out.revents & (POLLERR | POLLHUP)) == 0;
}

} // namespace redstart
