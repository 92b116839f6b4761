// A packet is read whole; one that is not as it should be ends the connection, not the link.
#include "web/sound_link.hpp"

#include "control/address.hpp"
#include "wav/bytes.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <system_error>

namespace redstart {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr int packets_at_once = 16; // then the loop has its turn

std::string text_in(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

unsigned number_in(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_unsigned() && *found <= 10'000'000U
               ? found->get<unsigned>()
               : 0;
}

std::optional<AudioFormat> format_in(const json& object) {
    const auto sample = sample_format(text_in(object, "format"));
    const unsigned rate = number_in(object, "rate"), channels = number_in(object, "channels");
    if (!sample || rate == 0 || channels == 0 || channels > 1024) return {};
    return AudioFormat{rate, channels, *sample};
}

} // namespace

SoundLink::SoundLink(EventLoop& loop, std::string socket, Callbacks callbacks)
    : loop_(loop),
      socket_(std::move(socket)),
      callbacks_(std::move(callbacks)),
      packet_(most_packet + head_bytes),
      backoff_(200ms, 2s),
      again_(loop, [this] { connect(); }) {
    again_.after(0ns);
}

void SoundLink::connect() {
    try {
        const SocketAddress address(socket_);
        fd_ = UniqueFd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (!fd_ || ::connect(fd_.get(), address.get(), address.size()) != 0)
            throw system_error(socket_, errno,
                               "is the recorder running, with [listen] socket set to it?");
        readable_ = std::make_unique<FdEvent>(loop_, fd_.get(), [this] { read(); });
    } catch (const Error& error) {
        lose(error.what());
    }
}

/// Until there is none, or others have waited long enough.
void SoundLink::read() {
    for (int i = 0; i < packets_at_once; ++i) {
        const ssize_t got = ::recv(fd_.get(), packet_.data(), packet_.size(), MSG_TRUNC);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        const bool is_packet = got > 0 && static_cast<std::size_t>(got) <= packet_.size();
        if (!is_packet) return lose(socket_ + ": the recorder hung up; it comes back by itself");
        if (!handle(std::span(packet_).first(static_cast<std::size_t>(got)))) return;
    }
}

bool SoundLink::handle(std::span<const std::byte> packet) {
    if (!is_connected_) return handle_first(packet);
    const Frames frames = format_.frames_in(packet.size() - std::min(packet.size(), head_bytes));
    if (packet.size() < head_bytes || load<std::uint32_t>(packet, 8) != frames) {
        lose(socket_ + ": sent no sound; is it the recorder's sound socket?");
        return false;
    }
    const auto first = load<std::uint64_t>(packet, 0);
    callbacks_.sound(static_cast<Frames>(first & ((std::uint64_t{1} << 50) - 1)),
                     packet.subspan(head_bytes).first(format_.bytes(frames)));
    return true;
}

bool SoundLink::handle_first(std::span<const std::byte> packet) {
    const json object = json::parse(load_text(packet, 0, packet.size()), nullptr, false);
    const auto format = object.is_object() ? format_in(object) : std::nullopt;
    if (!format) {
        const std::string error = object.is_object() ? text_in(object, "error") : std::string();
        lose(error.empty() ? socket_ + ": told no format; is it the recorder's sound socket?"
                           : error);
        return false;
    }
    format_ = *format;
    is_connected_ = true;
    backoff_.reset();
    callbacks_.connected(format_);
    return true;
}

void SoundLink::lose(const std::string& error) {
    readable_.reset();
    fd_.reset();
    is_connected_ = false;
    again_.after(backoff_.next());
    callbacks_.gone(error);
}

} // namespace redstart
