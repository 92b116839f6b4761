// systemctl, by posix_spawn: no shell, no text of anybody's in it.
#include "appliance/power.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <csignal>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace redstart {
namespace {

constexpr const char* command = "systemctl poweroff";
constexpr const char* remedy = "a machine without systemd is switched off by hand: sudo poweroff";

/// glibc 2.36 declares pidfd_open() for C alone.
int open_pidfd(pid_t child) {
    return static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
}

pid_t start_systemctl() {
    char program[] = "systemctl", verb[] = "poweroff";
    char* const arguments[] = {program, verb, nullptr};
    posix_spawnattr_t attributes;
    sigset_t none;
    ::sigemptyset(&none); // what is blocked here is not the child's business
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    const int error = ::posix_spawnp(&child, program, nullptr, &attributes, arguments, environ);
    ::posix_spawnattr_destroy(&attributes);
    if (error != 0) throw system_error(command, error, remedy);
    return child;
}

} // namespace

PowerOff::PowerOff(EventLoop& loop, Answer answer)
    : answer_(std::move(answer)), systemctl_(start_systemctl()), ended_(open_pidfd(systemctl_)) {
    if (!ended_) throw system_error(command, errno, remedy);
    ending_.emplace(loop, ended_.get(), [this] { read_answer(); });
}

void PowerOff::read_answer() {
    ending_.reset(); // it stays readable, and answers once
    int status = 0;
    ::waitpid(systemctl_, &status, 0);
    const bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    answer_(done ? std::string()
                 : std::string(command) + ": refused; is polkitd installed, and Redstart's rule?");
}

} // namespace redstart
