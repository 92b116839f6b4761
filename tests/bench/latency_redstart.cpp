// Redstart's part of scripts/bench --latency: opens streams and tells when their blocks came.
#include "latency_program.hpp"

#include <redstart/redstart.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <span>

namespace {

using namespace redstart;

/// Rounded up, so that it is whole frames again.
std::chrono::nanoseconds latency(const Orders& orders) {
    return std::chrono::nanoseconds(static_cast<long long>(orders.latency_seconds() * 1e9 + 1));
}

StreamOptions options(const Orders& orders, const std::string& device) {
    StreamOptions result;
    result.device = device;
    result.rate = rate;
    result.channels = channels;
    result.exact = true;
    result.chunk_frames = orders.chunk;
    result.latency = latency(orders);
    return result;
}

std::vector<std::byte> chunk_of(const Orders& orders) {
    return std::vector<std::byte>(static_cast<std::size_t>(orders.chunk) * sizeof(Number));
}

void read(const Orders& orders, Protocol& protocol) {
    auto room = chunk_of(orders);
    protocol.opening();
    CaptureStream stream(options(orders, orders.input));
    while (!protocol.is_full() && stream.read(room).frames > 0)
        protocol.block(number_of(room.data()));
    protocol.promised = stream.latency().count();
}

void call(const Orders& orders, Protocol& protocol) {
    protocol.opening();
    CaptureStream stream(options(orders, orders.input), [&](auto frames, const auto&) {
        protocol.block(number_of(frames.data()));
        return !protocol.is_full();
    });
    stream.wait();
    protocol.promised = stream.latency().count();
}

void write(const Orders& orders, Protocol& protocol) {
    auto room = chunk_of(orders);
    protocol.opening();
    PlaybackStream stream(options(orders, orders.output));
    for (Number next = 1; !protocol.is_full(); next += static_cast<Number>(orders.chunk)) {
        store_numbers(room.data(), next, orders.chunk);
        protocol.block(next);
        protocol.underruns += stream.write(room).underruns;
    }
    stream.drain();
    protocol.promised = stream.latency().count();
}

void fill(const Orders& orders, Protocol& protocol) {
    Number next = 1;
    protocol.opening();
    PlaybackStream stream(options(orders, orders.output),
                          [&](std::span<std::byte> frames, const PlaybackStream::Block& block) {
                              protocol.underruns += block.underruns;
                              if (protocol.is_full()) return Frames{0};
                              protocol.block(next);
                              store_numbers(frames.data(), next, orders.chunk);
                              next += static_cast<Number>(orders.chunk);
                              return Frames{orders.chunk};
                          });
    stream.wait();
    protocol.promised = stream.latency().count();
}

/// What was heard is played; the loudspeaker's file tells how late.
void duplex(const Orders& orders, Protocol& protocol) {
    DuplexOptions both;
    both.input = orders.input;
    both.output = orders.output;
    both.rate = rate;
    both.input_channels = both.output_channels = channels;
    both.chunk_frames = orders.chunk;
    both.latency = latency(orders);
    protocol.opening();
    DuplexStream stream(both, [&](const DuplexStream::Block& block) {
        protocol.block(number_of(block.in.data()));
        std::memcpy(block.out.data(), block.in.data(), block.in.size());
        return !protocol.is_full();
    });
    stream.wait();
    protocol.underruns = stream.underruns();
    protocol.promised = stream.latency().count();
}

/// How much of a take there is, asked every half second; `output` is the take's file.
void ask(const Orders& orders, Protocol& protocol) {
    RecorderOptions what;
    what.device = orders.input;
    what.channels = channels;
    what.chunk_frames = orders.chunk;
    protocol.opening();
    Recorder recorder(what);
    recorder.start(orders.output);
    const std::int64_t began = now();
    for (int i = 0; i < static_cast<int>(2 * orders.seconds); ++i) {
        sleep_half_a_second(began);
        const Frames frames = recorder.take_position().value_or(0) + recorder.frames();
        protocol.told(now(), frames);
    }
    recorder.stop();
}

} // namespace

int main(int count, char** words) try {
    return run(read_orders(count, words), {{"read", read},
                                           {"call", call},
                                           {"write", write},
                                           {"fill", fill},
                                           {"duplex", duplex},
                                           {"ask", ask}});
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
