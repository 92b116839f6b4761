// The state file by mmap(2), its orders announced by a new time of change.
#include "simulated/state_file.hpp"

#include <redstart/error.hpp>
#include <redstart/source.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redstart {
namespace {

constexpr auto state_bytes = sizeof(SimulatedState);

UniqueFd open_state(const std::string& path) {
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));
    struct stat file {};
    if (!fd || ::fstat(fd.get(), &file) != 0) throw system_error(path, errno);
    const bool is_new = S_ISREG(file.st_mode) && file.st_size == 0;
    if (is_new && ::ftruncate(fd.get(), state_bytes) != 0) throw system_error(path, errno);
    if (!is_new && (!S_ISREG(file.st_mode) || file.st_size != off_t{state_bytes}))
        throw Error(path, "is not a simulated microphone's state", "name a file of its own",
                    std::make_error_code(std::errc::invalid_argument));
    return fd;
}

SimulatedState* map_state(int fd, const std::string& path) {
    void* memory = ::mmap(nullptr, state_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) throw system_error(path, errno);
    auto* state = static_cast<SimulatedState*>(memory);
    std::uint64_t found = 0; // of two makers each writes the same
    if (state->magic.compare_exchange_strong(found, SimulatedState::ours)) return state;
    if (found == SimulatedState::ours) return state;
    ::munmap(memory, state_bytes);
    throw Error(path, "is not a simulated microphone's state", "name a file of its own",
                std::make_error_code(std::errc::invalid_argument));
}

} // namespace

StateFile::StateFile(const std::string& path)
    : fd_(open_state(path)), state_(map_state(fd_.get(), path)) {}

StateFile::~StateFile() {
    ::munmap(state_, state_bytes);
}

void StateFile::vanish() noexcept {
    state_->plug |= 1;
    announce();
}

void StateFile::come_back() noexcept {
    if (state_->is_pulled_out()) ++state_->plug;
    announce();
}

void StateFile::overrun() noexcept {
    ++state_->overruns;
    announce();
}

void StateFile::stall(std::chrono::nanoseconds duration) noexcept {
    const auto now = Clock::now().time_since_epoch();
    const auto longest = std::chrono::nanoseconds::max() - now;
    state_->stall_until = (now + std::min(duration, longest)).count();
    announce();
}

void StateFile::skip(std::int64_t frames) noexcept {
    state_->skipped += std::max<std::int64_t>(0, frames);
    announce();
}

void StateFile::drift(std::int64_t ppm) noexcept {
    state_->drift_ppm = std::clamp<std::int64_t>(ppm, -100'000, 100'000);
    announce();
}

bool StateFile::hold() noexcept {
    return ::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0;
}

void StateFile::announce() noexcept {
    ::futimens(fd_.get(), nullptr);
}

} // namespace redstart
