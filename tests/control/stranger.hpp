// Who listens at the appliance's socket, and is none.
#pragma once

#include "base/unique_fd.hpp"
#include "control/address.hpp"

#include <gtest/gtest.h>

#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace redstart {

/// Answers one client with these bytes, whatever it asks, and hangs up.
class Stranger {
public:
    Stranger(const std::string& path, std::string bytes)
        : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)), thread_() {
        const SocketAddress address(path);
        EXPECT_EQ(::bind(fd_.get(), address.get(), address.size()), 0);
        EXPECT_EQ(::listen(fd_.get(), 1), 0);
        thread_ = std::thread([this, bytes = std::move(bytes)] {
            const UniqueFd client(::accept(fd_.get(), nullptr, nullptr));
            char asked = 0;
            while (::read(client.get(), &asked, 1) == 1 && asked != '\n') {
            }
            ::send(client.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        });
    }
    ~Stranger() { thread_.join(); }

private:
    UniqueFd fd_;
    std::thread thread_;
};

} // namespace redstart
