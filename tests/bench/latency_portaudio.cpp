// PortAudio's part of scripts/bench --latency: the same as latency_redstart, for the same devices.
#include "latency_program.hpp"

#include <portaudio.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>

namespace {

void check(PaError error) {
    if (error != paNoError && error != paInputOverflowed)
        throw std::runtime_error(Pa_GetErrorText(error));
}

PaDeviceIndex device_named(const std::string& name) {
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i)
        if (name == Pa_GetDeviceInfo(i)->name) return i;
    throw std::runtime_error(name + ": PortAudio lists no such device");
}

PaStreamParameters parameters(const Orders& orders, const std::string& device) {
    return {device_named(device), channels, paInt16, orders.latency_seconds(), nullptr};
}

/// What a callback has at hand.
struct Turn {
    const Orders& orders;
    Protocol& protocol;
    Number next = 1;
    std::atomic<std::int64_t> counted{0};
};

class Stream {
public:
    using Callback = int(const void* in, void* out, unsigned long frames,
                         const PaStreamCallbackTimeInfo* times, PaStreamCallbackFlags flags,
                         void* turn);

    Stream(const Orders& orders, bool hears, bool plays, Callback* callback, Turn& turn) {
        const PaStreamParameters in =
            hears ? parameters(orders, orders.input) : PaStreamParameters{};
        const PaStreamParameters out =
            plays ? parameters(orders, orders.output) : PaStreamParameters{};
        turn.protocol.opening(); // the list of devices, from which they were looked up, is free
        check(Pa_OpenStream(&stream_, hears ? &in : nullptr, plays ? &out : nullptr, rate,
                            static_cast<unsigned long>(orders.chunk), paNoFlag, callback, &turn));
        const PaStreamInfo& info = *Pa_GetStreamInfo(stream_);
        const double promised = (hears ? info.inputLatency : 0) + (plays ? info.outputLatency : 0);
        turn.protocol.promised = static_cast<std::int64_t>(promised * 1e9);
        check(Pa_StartStream(stream_));
    }
    ~Stream() { Pa_CloseStream(stream_); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    PaStream* get() const noexcept { return stream_; }
    void wait() const {
        while (Pa_IsStreamActive(stream_) == 1) Pa_Sleep(5);
    }

private:
    PaStream* stream_ = nullptr;
};

using Sound = std::vector<Number>;

void read(const Orders& orders, Protocol& protocol) {
    Turn turn{orders, protocol};
    Sound room(static_cast<std::size_t>(orders.chunk));
    const Stream stream(orders, true, false, nullptr, turn);
    while (!protocol.is_full()) {
        check(Pa_ReadStream(stream.get(), room.data(), room.size()));
        protocol.block(room.front());
    }
}

int called(const void* in, void*, unsigned long, const PaStreamCallbackTimeInfo*,
           PaStreamCallbackFlags, void* turn) {
    Protocol& protocol = static_cast<Turn*>(turn)->protocol;
    protocol.block(number_of(in));
    return protocol.is_full() ? paComplete : paContinue;
}

void call(const Orders& orders, Protocol& protocol) {
    Turn turn{orders, protocol};
    Stream(orders, true, false, called, turn).wait();
}

void write(const Orders& orders, Protocol& protocol) {
    Turn turn{orders, protocol};
    Sound room(static_cast<std::size_t>(orders.chunk));
    const Stream stream(orders, false, true, nullptr, turn);
    for (; !protocol.is_full(); turn.next += static_cast<Number>(orders.chunk)) {
        store_numbers(room.data(), turn.next, orders.chunk);
        protocol.block(turn.next);
        const PaError result = Pa_WriteStream(stream.get(), room.data(), room.size());
        if (result == paOutputUnderflowed)
            ++protocol.underruns;
        else
            check(result);
    }
    check(Pa_StopStream(stream.get()));
}

int filled(const void*, void* out, unsigned long frames, const PaStreamCallbackTimeInfo*,
           PaStreamCallbackFlags flags, void* user) {
    Turn& turn = *static_cast<Turn*>(user);
    if ((flags & paOutputUnderflow) != 0) ++turn.protocol.underruns;
    turn.protocol.block(turn.next);
    store_numbers(out, turn.next, static_cast<long>(frames));
    turn.next += static_cast<Number>(frames);
    return turn.protocol.is_full() ? paComplete : paContinue;
}

void fill(const Orders& orders, Protocol& protocol) {
    Turn turn{orders, protocol};
    Stream(orders, false, true, filled, turn).wait();
}

int passed_on(const void* in, void* out, unsigned long frames, const PaStreamCallbackTimeInfo*,
              PaStreamCallbackFlags flags, void* user) {
    Protocol& protocol = static_cast<Turn*>(user)->protocol;
    if ((flags & (paOutputUnderflow | paInputOverflow)) != 0) ++protocol.underruns;
    protocol.block(number_of(in));
    std::memcpy(out, in, frames * sizeof(Number));
    return protocol.is_full() ? paComplete : paContinue;
}

void duplex(const Orders& orders, Protocol& protocol) {
    Turn turn{orders, protocol};
    Stream(orders, true, true, passed_on, turn).wait();
}

int counted(const void*, void*, unsigned long frames, const PaStreamCallbackTimeInfo*,
            PaStreamCallbackFlags, void* user) {
    static_cast<Turn*>(user)->counted += static_cast<std::int64_t>(frames);
    return paContinue;
}

/// PortAudio has no count of frames: its programs count in their callback.
void ask(const Orders& orders, Protocol& protocol) {
    Turn turn{orders, protocol};
    const Stream stream(orders, true, false, counted, turn);
    const std::int64_t began = now();
    for (int i = 0; i < static_cast<int>(2 * orders.seconds); ++i) {
        sleep_half_a_second(began);
        const std::int64_t frames = turn.counted;
        protocol.told(now(), frames);
    }
}

/// As everybody writes it: blocks of a chunk until there are enough, then all of it into a file,
/// which is `output`; without a header here.
void take(const Orders& orders, Protocol& protocol) {
    Turn turn{orders, protocol};
    Sound sound;
    {
        const Stream stream(orders, true, false, nullptr, turn);
        for (std::size_t at = 0; at < static_cast<std::size_t>(orders.frames());) {
            const auto chunk = static_cast<std::size_t>(orders.chunk);
            sound.resize(std::min(at + chunk, static_cast<std::size_t>(orders.frames())));
            check(Pa_ReadStream(stream.get(), sound.data() + at, sound.size() - at));
            at = sound.size();
        }
        check(Pa_StopStream(stream.get()));
    }
    std::FILE* file = std::fopen(orders.output.c_str(), "wb");
    if (file == nullptr || std::fwrite(sound.data(), sizeof(Number), sound.size(), file) == 0 ||
        std::fclose(file) != 0)
        throw std::runtime_error(orders.output + ": cannot be written");
}

} // namespace

int main(int count, char** words) try {
    check(Pa_Initialize());
    const int result = run(read_orders(count, words), {{"read", read},
                                                       {"call", call},
                                                       {"write", write},
                                                       {"fill", fill},
                                                       {"duplex", duplex},
                                                       {"ask", ask},
                                                       {"take", take}});
    Pa_Terminate();
    return result;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
