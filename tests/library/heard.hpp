// The sound of a finished file, and how far its frames are the microphone's counter.
#pragma once

#include "simulated/counter_frames.hpp"
#include "wav/frames.hpp"

#include <redstart/error.hpp>
#include <redstart/source.hpp>

#include <functional>
#include <gtest/gtest.h>
#include <thread>

namespace redstart {

struct Heard {
    explicit Heard(const std::filesystem::path& file) {
        WavFrames reader(file);
        format = reader.format();
        frames = reader.info().frames;
        sound.resize(format.bytes(frames));
        reader.read(sound);
    }

    /// The counter of the first frame; whole for S32_LE.
    Frames first() const { return counter_number(sound, format); }
    Frames end() const { return first() + frames; }
    /// Empty where each frame follows the one before.
    std::string fault() const { return counter_fault(sound, format, first()); }

    AudioFormat format;
    Frames frames = 0;
    std::vector<std::byte> sound;
};

/// Until it holds, or some seconds at most.
inline void wait_until(const std::function<bool()>& holds) {
    const TimePoint deadline = Clock::now() + std::chrono::seconds(20);
    bool held = holds();
    for (; !held && Clock::now() < deadline; held = holds()) std::this_thread::yield();
    EXPECT_TRUE(held) << "not within 20 s";
}

/// What an Error of `call` says; empty where it throws none.
inline std::string error_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace redstart
