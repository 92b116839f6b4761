// miniaudio's part of scripts/bench --latency: the same as latency_redstart, by its one way,
// callbacks.
#include "latency_program.hpp"

#define MINIAUDIO_IMPLEMENTATION
#define MA_ENABLE_ONLY_SPECIFIC_BACKENDS
#define MA_ENABLE_ALSA
#define MA_NO_DECODING
#define MA_NO_ENCODING
#define MA_NO_GENERATION
#define MA_NO_ENGINE
#include <miniaudio.h>

#include <atomic>
#include <stdexcept>

namespace {

void check(ma_result result) {
    if (result != MA_SUCCESS) throw std::runtime_error(ma_result_description(result));
}

/// What a callback has at hand.
struct Turn {
    Protocol& protocol;
    Number next = 1;
    std::atomic<std::int64_t> counted{0};
};

ma_device_id id_of(const std::string& name) {
    ma_device_id id{};
    name.copy(id.alsa, sizeof id.alsa - 1);
    return id;
}

/// Made before the clock starts, as PortAudio's list of devices.
class Context {
public:
    Context() { check(ma_context_init(nullptr, 0, nullptr, &context_)); }
    ~Context() { ma_context_uninit(&context_); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    ma_context* get() noexcept { return &context_; }

private:
    ma_context context_{};
};

class Stream {
public:
    Stream(const Orders& orders, ma_device_type type, ma_device_data_proc callback, Turn& turn)
        : turn_(turn) {
        const ma_device_id in = id_of(orders.input), out = id_of(orders.output);
        ma_device_config config = ma_device_config_init(type);
        config.sampleRate = rate;
        config.periodSizeInFrames = static_cast<ma_uint32>(orders.chunk);
        config.periods = static_cast<ma_uint32>(orders.latency);
        config.capture.pDeviceID = &in;
        config.playback.pDeviceID = &out;
        config.capture.format = config.playback.format = ma_format_s16;
        config.capture.channels = config.playback.channels = channels;
        config.dataCallback = callback;
        config.pUserData = &turn;
        turn.protocol.opening();
        check(ma_device_init(context_.get(), &config, &device_));
        check(ma_device_start(&device_));
    }
    ~Stream() { ma_device_uninit(&device_); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Until the protocol is full; the device is stopped before its last blocks have sounded.
    void wait() const {
        while (!turn_.protocol.is_full()) ma_sleep(5);
    }

private:
    Turn& turn_;
    Context context_;
    ma_device device_{};
};

Turn& turn_of(const ma_device* device) {
    return *static_cast<Turn*>(device->pUserData);
}

void called(ma_device* device, void*, const void* in, ma_uint32) {
    turn_of(device).protocol.block(number_of(in));
}

void filled(ma_device* device, void* out, const void*, ma_uint32 frames) {
    Turn& turn = turn_of(device);
    turn.protocol.block(turn.next);
    store_numbers(out, turn.next, frames);
    turn.next += frames;
}

void passed_on(ma_device* device, void* out, const void* in, ma_uint32 frames) {
    turn_of(device).protocol.block(number_of(in));
    std::memcpy(out, in, frames * sizeof(Number));
}

void counted(ma_device* device, void*, const void*, ma_uint32 frames) {
    turn_of(device).counted += frames;
}

void call(const Orders& orders, Protocol& protocol) {
    Turn turn{protocol};
    Stream(orders, ma_device_type_capture, called, turn).wait();
}

void fill(const Orders& orders, Protocol& protocol) {
    Turn turn{protocol};
    Stream(orders, ma_device_type_playback, filled, turn).wait();
}

void duplex(const Orders& orders, Protocol& protocol) {
    Turn turn{protocol};
    Stream(orders, ma_device_type_duplex, passed_on, turn).wait();
}

void ask(const Orders& orders, Protocol& protocol) {
    Turn turn{protocol};
    const Stream stream(orders, ma_device_type_capture, counted, turn);
    const std::int64_t began = now();
    for (int i = 0; i < static_cast<int>(2 * orders.seconds); ++i) {
        sleep_half_a_second(began);
        const std::int64_t frames = turn.counted;
        protocol.told(now(), frames);
    }
}

} // namespace

int main(int count, char** words) try {
    return run(read_orders(count, words),
               {{"call", call}, {"fill", fill}, {"duplex", duplex}, {"ask", ask}});
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
