// What the two programs of scripts/bench --latency have in common: orders, and lines that they
// print.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <initializer_list>
#include <string>
#include <vector>

/// In nanoseconds, by the clock of the simulated devices.
inline std::int64_t now() noexcept {
    std::timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// 48000 Hz, 16 bits, stereo: a frame's four bytes are its number.
using Number = std::uint32_t;
constexpr unsigned rate = 48000, channels = 2;

inline Number number_of(const void* frame) noexcept {
    Number number = 0;
    std::memcpy(&number, frame, sizeof number);
    return number;
}

/// Frames that carry their number, from `first` on; to be written, and to be found again in the
/// loudspeaker's file.
inline void store_numbers(void* frames, Number first, long count) noexcept {
    auto* to = static_cast<unsigned char*>(frames);
    for (long i = 0; i < count; ++i, ++first, to += sizeof first)
        std::memcpy(to, &first, sizeof first);
}

/// NAME MODE CHUNK LATENCY SECONDS INPUT OUTPUT. What plays numbers begins with 1, for silence is
/// 0.
struct Orders {
    std::string mode;
    long chunk;   // in frames
    long latency; // to be asked for, in chunks
    double seconds;
    std::string input, output;

    double latency_seconds() const noexcept { return static_cast<double>(latency * chunk) / rate; }
    long frames() const noexcept { return static_cast<long>(seconds * rate + 0.5); }
};

inline Orders read_orders(int count, char** words) {
    if (count != 7) {
        std::fprintf(stderr, "Usage: %s MODE CHUNK LATENCY SECONDS INPUT OUTPUT\n", words[0]);
        std::exit(2);
    }
    return {words[1], std::atol(words[2]), std::atol(words[3]), std::atof(words[4]), words[5],
            words[6]};
}

/// Kept in memory while the sound runs, and printed when it is over: `opening TIME`,
/// `block NUMBER TIME` for each block, `told TIME FRAMES`, `underruns COUNT`, `promised
/// NANOSECONDS`.
class Protocol {
public:
    explicit Protocol(const Orders& orders)
        : end_(static_cast<std::size_t>(orders.frames() / orders.chunk)) {
        blocks_.reserve(end_);
        tellings_.reserve(1000);
    }

    void opening() noexcept { opening_ = now(); }
    bool is_full() const noexcept { return blocks_.size() >= end_; }
    /// The block whose first frame has that number is handed out, or asked for, now.
    void block(Number number) noexcept {
        if (!is_full()) blocks_.push_back({number, now()});
    }
    void told(std::int64_t when, std::int64_t frames) { tellings_.push_back({frames, when}); }

    unsigned underruns = 0;
    std::int64_t promised = 0; // the latency that the library tells

    void print() const {
        std::printf("opening %lld\n", static_cast<long long>(opening_));
        for (const Event& event : blocks_)
            std::printf("block %lld %lld\n", static_cast<long long>(event.number),
                        static_cast<long long>(event.time));
        for (const Event& event : tellings_)
            std::printf("told %lld %lld\n", static_cast<long long>(event.time),
                        static_cast<long long>(event.number));
        std::printf("underruns %u\npromised %lld\n", underruns, static_cast<long long>(promised));
    }

private:
    struct Event {
        std::int64_t number, time;
    };

    std::size_t end_;
    std::int64_t opening_ = 0;
    std::vector<Event> blocks_, tellings_;
};

/// Until the next half second since `began`.
inline void sleep_half_a_second(std::int64_t began) noexcept {
    constexpr std::int64_t half = 500'000'000;
    const std::int64_t left = half - (now() - began) % half;
    const std::timespec time{left / 1'000'000'000, left % 1'000'000'000};
    ::nanosleep(&time, nullptr);
}

struct Mode {
    const char* name;
    void (*run)(const Orders& orders, Protocol& protocol);
};

/// Runs the mode that was asked for and prints its protocol; the exit code.
inline int run(const Orders& orders, std::initializer_list<Mode> modes) {
    for (const Mode& mode : modes) {
        if (orders.mode != mode.name) continue;
        Protocol protocol(orders);
        mode.run(orders, protocol);
        protocol.print();
        return 0;
    }
    std::fprintf(stderr, "%s: no such mode\n", orders.mode.c_str());
    return 2;
}
