// Packets in the order of bytes that docs/listen.md promises, sent without a copy.
#include "appliance/sound_listener.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <sys/socket.h>
#include <sys/uio.h>
#include <utility>

namespace redstart {
namespace {

constexpr int queue_bytes = 1 << 20; // wanted; the kernel has its own bound (net.core.wmem_max)

ssize_t send_text(const UniqueFd& fd, const std::string& text) noexcept {
    return ::send(fd.get(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

template <std::size_t bytes>
void put(std::array<std::byte, SoundListener::header_bytes>& header, std::size_t at,
         std::uint64_t value) noexcept {
    for (std::size_t i = 0; i < bytes; ++i)
        header[at + i] = static_cast<std::byte>(value >> (8 * i));
}

std::array<std::byte, SoundListener::header_bytes> header(Frames first, Frames frames,
                                                          Frames lost) noexcept {
    constexpr Frames most = std::numeric_limits<std::uint32_t>::max();
    std::array<std::byte, SoundListener::header_bytes> result{};
    put<8>(result, 0, static_cast<std::uint64_t>(first));
    put<4>(result, 8, static_cast<std::uint64_t>(frames));
    put<4>(result, 12, static_cast<std::uint64_t>(std::clamp<Frames>(lost, 0, most)));
    return result;
}

} // namespace

SoundListener::SoundListener(UniqueFd fd, const AudioFormat& format)
    : fd_(std::move(fd)), frame_bytes_(format.frame_bytes()) {
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDBUF, &queue_bytes, sizeof queue_bytes);
    send_text(fd_, R"({"rate":)" + std::to_string(format.rate) + R"(,"channels":)" +
                       std::to_string(format.channels) + R"(,"format":")" +
                       std::string(to_string(format.sample)) + "\"}");
}

bool SoundListener::send(Frames first, std::span<const std::byte> frames) noexcept {
    const std::size_t most = (max_packet_bytes - header_bytes) / frame_bytes_ * frame_bytes_;
    while (!frames.empty()) {
        const auto now = frames.first(std::min(frames.size(), most));
        if (!send_packet(first, now)) return false;
        first += static_cast<Frames>(now.size() / frame_bytes_);
        frames = frames.subspan(now.size());
    }
    return true;
}

bool SoundListener::send_packet(Frames first, std::span<const std::byte> frames) noexcept {
    const auto count = static_cast<Frames>(frames.size() / frame_bytes_);
    if (!heard_) heard_ = first;
    auto head = header(first, count, first - *heard_);
    std::array<iovec, 2> parts = {
        {{head.data(), head.size()}, {const_cast<std::byte*>(frames.data()), frames.size()}}};
    msghdr packet{};
    packet.msg_iov = parts.data();
    packet.msg_iovlen = parts.size();
    if (::sendmsg(fd_.get(), &packet, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        return errno != EPIPE && errno != ECONNRESET;
    heard_ = first + count;
    return true;
}

void turn_away(const UniqueFd& fd, const std::string& why) noexcept {
    send_text(fd, R"({"error":")" + why + "\"}");
}

} // namespace redstart
