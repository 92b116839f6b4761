// Short words for files, sound, other programs and full cards.
#pragma once

#include "support/folder.hpp"
#include "wav/bytes.hpp"

#include <redstart/format.hpp>

#include <array>
#include <bit>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <span>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace redstart {

using Bytes = std::vector<std::byte>;

inline Bytes contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    Bytes bytes(static_cast<std::size_t>(std::filesystem::file_size(file)));
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

inline void put(const std::filesystem::path& file, std::span<const std::byte> bytes) {
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

/// Sound in which every sample differs from its neighbours.
inline Bytes sound(const AudioFormat& format, Frames frames) {
    Bytes bytes(format.bytes(frames));
    const std::size_t step = sample_bytes(format.sample);
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        auto n = static_cast<std::uint16_t>(at / step % 61 + 1);
        if (format.sample == SampleFormat::float_le) // its upper half says it all
            n = static_cast<std::uint16_t>(
                std::bit_cast<std::uint32_t>(static_cast<float>(n) / 64) >> 16);
        if (step == 1)
            bytes[at] = static_cast<std::byte>(n);
        else
            store(bytes, at + step - sizeof n, n);
    }
    return bytes;
}

struct Ran {
    int status = -1; // 127: there is no such program
    std::string output;
};

inline Ran run(const std::string& command) {
    Ran ran;
    std::FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
    std::array<char, 4096> block{};
    while (const std::size_t n = std::fread(block.data(), 1, block.size(), pipe))
        ran.output.append(block.data(), n);
    const int status = ::pclose(pipe);
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
}

/// Runs `work` in a process that ends without any clean-up, as a crash does.
template <class Work>
void crash_after(Work work) {
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
}

/// No file of this process grows beyond it: a card that is full.
class FullCard {
public:
    explicit FullCard(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullCard() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, signal_);
    }
    FullCard(const FullCard&) = delete;
    FullCard& operator=(const FullCard&) = delete;

private:
    rlimit before_{};
    void (*signal_)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

} // namespace redstart
