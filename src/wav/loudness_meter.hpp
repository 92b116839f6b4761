// Loudness of a whole file by EBU R 128, by libebur128, which is loaded only when this is asked
// for.
#pragma once

#include "wav/metadata.hpp"

#include <redstart/format.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace redstart {

/// Belongs to one thread, and takes its memory when it is made: for 3 s of sound, 8 MB at most.
class LoudnessMeter {
public:
    /// Nothing where libebur128 is not installed, or there is no memory, or 3 s need more than
    /// that.
    static std::unique_ptr<LoudnessMeter> of(const AudioFormat& format);
    ~LoudnessMeter();

    void add(std::span<const std::byte> bytes); // of the sound, in order; any piece of it
    ProgramLoudness result();

private:
    struct State;
    struct Library;
    LoudnessMeter(const Library& library, const AudioFormat& format, State* state);
    static const Library* library();
    void add_frames(std::span<const std::byte> frames);

    const Library& library_;
    const AudioFormat format_;
    State* state_;
    std::vector<float> samples_;
    std::vector<std::byte> rest_; // less than a frame
    std::size_t until_look_;      // frames
    double momentary_, short_term_;
};

} // namespace redstart
