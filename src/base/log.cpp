// Lines on standard error, each in one write; under systemd with the level in front.
#include "base/log.hpp"

#include <atomic>
#include <cstdlib>
#include <string>
#include <sys/uio.h>
#include <unistd.h>

namespace redstart {
namespace {

std::atomic<bool> quiet{false};

bool under_journal() noexcept {
    static const bool journal = std::getenv("JOURNAL_STREAM") != nullptr && ::isatty(2) == 0;
    return journal;
}

iovec part(std::string_view text) noexcept {
    return {const_cast<char*>(text.data()), text.size()};
}

} // namespace

void log(Level level, std::string_view text) noexcept {
    if (quiet && level > Level::warning) return;
    const char prefix[] = {'<', static_cast<char>(level), '>'};
    const std::string_view front =
        under_journal() ? std::string_view(prefix, sizeof prefix) : std::string_view("redstart: ");
    const iovec line[] = {part(front), part(text), part("\n")};
    [[maybe_unused]] const auto n = ::writev(STDERR_FILENO, line, 3);
}

void log_quietly() noexcept {
    quiet = true;
}

} // namespace redstart
