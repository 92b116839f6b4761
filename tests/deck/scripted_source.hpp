// A source that delivers what the test says and when; each frame is its own number.
#pragma once

#include <redstart/source.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <utility>

namespace redstart {

/// The sample in channel 0 of a frame is its place in the stream, lost ones included, cut to 16
/// bits where it has no more; the other channels are silent.
class ScriptedSource : public Source {
public:
    static constexpr AudioFormat scripted_format{48000, 1, SampleFormat::s32_le};

    /// What the device does, shared with the test because the source itself moves into a Capture.
    struct Device {
        AudioFormat format = scripted_format; // S32_LE or S16_LE
        std::mutex mutex;
        std::condition_variable changed;
        Frames delivered = 0, lost = 0;  // places: all before `delivered` came or are lost
        Frames held = 0;                 // of these, not read yet
        Frames wakes_with = 0;           // a reader who waits, or interrupt() does
        unsigned wakeups = 0;            // of a reader that waited
        std::chrono::nanoseconds late{}; // what it tells of now it tells of so much later
        bool interrupted = false;
        std::error_code error;

        void deliver(Frames frames) {
            const std::lock_guard lock(mutex);
            delivered += frames;
            held += frames;
            changed.notify_all();
        }
        /// Only while nothing is held: the frames before a loss have to be read first.
        void lose(Frames frames) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [this] { return held == 0; });
            delivered += frames;
            lost += frames;
        }
        void end(std::error_code why) {
            const std::lock_guard lock(mutex);
            error = why;
            changed.notify_all();
        }
    };

    explicit ScriptedSource(Device& device) : device_(device) {}

    AudioFormat format() const noexcept override { return device_.format; }

    Read read(std::span<std::byte> room, Frames at_least) noexcept override {
        std::unique_lock lock(device_.mutex);
        Read result;
        const AudioFormat& shape = device_.format;
        const Frames capacity = shape.frames_in(room.size());
        const auto is_ready = [&] {
            return device_.held >= std::max(at_least, device_.wakes_with) || device_.interrupted ||
                   device_.error;
        };
        if (!is_ready()) ++device_.wakeups;
        device_.changed.wait(lock, is_ready);
        result.lost = std::exchange(device_.lost, 0);
        result.frames = std::min(capacity, device_.held);
        const Frames first = device_.delivered - device_.held;
        std::memset(room.data(), 0, shape.bytes(result.frames));
        for (Frames i = 0; i < result.frames; ++i) {
            const auto number = static_cast<std::int32_t>(first + i);
            std::memcpy(room.data() + shape.bytes(i), &number, sample_bytes(shape.sample));
        }
        device_.held -= result.frames;
        result.waiting = device_.held;
        result.when = Clock::now() + device_.late;
        if (device_.held == 0) {
            result.interrupted = std::exchange(device_.interrupted, false);
            result.error = device_.error;
        }
        device_.changed.notify_all();
        return result;
    }

    void interrupt() noexcept override {
        const std::lock_guard lock(device_.mutex);
        device_.interrupted = true;
        device_.changed.notify_all();
    }

private:
    Device& device_;
};

} // namespace redstart
