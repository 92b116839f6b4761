// Finds the thread in /proc and interrupts it for good.
#include "system/frozen_thread.hpp"

#include <redstart/error.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sys/ptrace.h>
#include <sys/wait.h>

namespace redstart {
namespace {

pid_t thread_of(pid_t program, const std::string& name) {
    const std::filesystem::path tasks = "/proc/" + std::to_string(program) + "/task";
    for (const auto& task : std::filesystem::directory_iterator(tasks)) {
        std::string comm;
        std::getline(std::ifstream(task.path() / "comm"), comm);
        if (comm == name) return std::stoi(task.path().filename());
    }
    throw Error(tasks, "no thread is named " + name, "name one that ps -L shows");
}

} // namespace

FrozenThread::FrozenThread(pid_t program, const std::string& name)
    : thread_(thread_of(program, name)) {
    if (::ptrace(PTRACE_SEIZE, thread_, nullptr, nullptr) != 0) throw system_error(name, errno);
    ::ptrace(PTRACE_INTERRUPT, thread_, nullptr, nullptr);
    ::waitpid(thread_, nullptr, __WALL);
}

FrozenThread::~FrozenThread() {
    // Of a program that was killed it is a zombie, which is taken away here.
    if (::ptrace(PTRACE_DETACH, thread_, nullptr, nullptr) != 0)
        ::waitpid(thread_, nullptr, __WALL);
}

} // namespace redstart
