// One who connects to the sound socket, as docs/listen.md says how.
#pragma once

#include "base/unique_fd.hpp"
#include "control/address.hpp"
#include "support/program.hpp"

#include <redstart/format.hpp>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace redstart {

class SoundClient {
public:
    struct Packet {
        Frames first = 0, frames = 0, lost = 0;
        std::vector<std::byte> sound;

        Frames end() const { return first + frames; }
    };

    explicit SoundClient(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_SEQPACKET, 0)) {
        const SocketAddress address(path);
        if (::connect(fd_.get(), address.get(), address.size()) != 0)
            throw std::runtime_error("connect " + path);
        const auto first = read();
        const std::string text(reinterpret_cast<const char*>(first.data()), first.size());
        hello_ = nlohmann::json::parse(text, nullptr, false);
    }

    /// The format, or why there is no sound.
    const nlohmann::json& hello() const { return hello_; }
    AudioFormat format() const {
        return {hello_.at("rate").get<unsigned>(), hello_.at("channels").get<unsigned>(),
                sample_format(hello_.at("format").get<std::string>()).value()};
    }

    /// Nothing at the end, which has to come or not within the tests' patience.
    std::optional<Packet> next() {
        const auto packet = read();
        if (packet.size() < 16) return {};
        return Packet{number(packet, 0, 8),
                      number(packet, 8, 4),
                      number(packet, 12, 4),
                      {packet.begin() + 16, packet.end()}};
    }

private:
    std::vector<std::byte> read() const {
        pollfd ready{fd_.get(), POLLIN, 0};
        const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(patience);
        EXPECT_EQ(::poll(&ready, 1, static_cast<int>(limit.count())), 1) << "nothing comes";
        std::vector<std::byte> packet(65536 + 1);
        const ssize_t bytes = ::recv(fd_.get(), packet.data(), packet.size(), MSG_DONTWAIT);
        packet.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
        return packet;
    }

    static Frames number(const std::vector<std::byte>& packet, std::size_t at, std::size_t bytes) {
        std::uint64_t value = 0;
        for (std::size_t i = bytes; i-- > 0;)
            value = value << 8 | std::to_integer<std::uint64_t>(packet[at + i]);
        return static_cast<Frames>(value);
    }

    UniqueFd fd_;
    nlohmann::json hello_;
};

} // namespace redstart
