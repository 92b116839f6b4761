// A bounded heap of bytes between its maker and the server.
#include "web/stream.hpp"

#include <algorithm>
#include <utility>

namespace redstart {

bool HttpStream::write(std::string_view bytes) {
    if (!is_open() || bytes_.size() + bytes.size() > most_) return false;
    bytes_ += bytes;
    if (wake_) wake_();
    return true;
}

void HttpStream::end() {
    if (!is_open()) return;
    state_ = State::ending;
    if (wake_) wake_();
}

void HttpStream::abort() {
    if (state_ == State::over) return;
    state_ = State::over;
    on_gone = nullptr;
    if (const auto hang_up = hang_up_) hang_up(); // which lets go of us
}

std::size_t HttpStream::read(std::span<char> to) noexcept {
    const std::size_t n = std::min(to.size(), bytes_.size());
    std::copy_n(bytes_.begin(), n, to.begin());
    bytes_.erase(0, n);
    return n;
}

void HttpStream::gone() {
    wake_ = nullptr;
    hang_up_ = nullptr;
    const bool was_open = std::exchange(state_, State::over) == State::open;
    if (const auto told = std::exchange(on_gone, nullptr); told && was_open) told();
}

} // namespace redstart
