// A microphone and a loudspeaker in one callback.
#pragma once

#include <redstart/clock.hpp>
#include <redstart/format.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace redstart {

/// What is out of its range is an Error before anything is opened; rate and channels as AudioFormat
/// has them.
struct DuplexOptions {
    std::string input = defaults::audio::device, output = defaults::audio::device; // ALSA PCM names
    /// Of both; met or refused. 0 is the microphone's own: 48000 Hz or what it has nearest to it.
    unsigned rate = 0;
    /// Met or refused. 0 is 2 and, for the loudspeaker, as many as the microphone; or what the
    /// device has nearest to that.
    unsigned input_channels = 0, output_channels = 0;
    SampleFormat format = defaults::audio::format; // of both; met or refused
    Frames chunk_frames = 256;                     // 16 to 65536: a callback's block
    /// From the microphone to the loudspeaker: 1 ms to 1 s, and two chunks at least; 0 is four.
    std::chrono::nanoseconds latency{};
    /// As StreamOptions has it.
    std::function<void(std::exception_ptr)> on_end{};
};

/// Every method is thread-safe, and none is realtime-safe. start(), stop(), pause() and wait()
/// throw Error within the callback, where they would wait for themselves; the stream must not be
/// destroyed there.
class DuplexStream {
public:
    /// Of one callback. `in` and `out` have the same number of frames.
    struct Block {
        std::span<const std::byte> in; // a chunk, or less before a gap
        std::span<std::byte> out;      // to be filled; it is silence until then
        Frames lost = 0;               // lost by the microphone before them
        unsigned underruns = 0;        // since the last call: the sound broke off, it was late
        Frames dropped = 0; // of the last block: the loudspeaker is slower and full, or it was late
        TimePoint captured{}, sounds{}; // the first frame of each, as near as the devices tell
    };

    /// False ends the stream once this block has sounded. Called on a thread of the stream. What it
    /// throws ends the stream at once and comes out of wait() and stop().
    using Callback = std::function<bool(const Block& block)>;

    /// Opens both devices and starts them. Throws Error.
    DuplexStream(const DuplexOptions& options, Callback callback);
    ~DuplexStream(); // stops, and closes both
    DuplexStream(const DuplexStream&) = delete;
    DuplexStream& operator=(const DuplexStream&) = delete;

    /// Goes on after a pause; after stop() or an end it starts the devices again, or opens them
    /// again where one was lost. Nothing while the stream is active. Throws Error.
    void start();

    /// Ends the sound at once. Returns after the last call, and throws what wait() throws. The
    /// devices stay open.
    void stop();

    /// Silent and deaf until start(), which loses nothing that counts. Nothing where it is not
    /// active.
    void pause();

    /// Returns when the stream has ended. Throws what ended it, if it was the Error of a device or
    /// what the callback threw.
    void wait();

    bool is_active() const noexcept; // not paused, not stopped, and not at its end

    /// From microphone to loudspeaker: of the last block; before the first, what is aimed at.
    std::chrono::nanoseconds latency() const noexcept;

    /// Both devices are started in one instant (snd_pcm_link); those of one card run by one clock.
    bool is_linked() const noexcept;

    /// How much faster the microphone's clock runs than the loudspeaker's, in millionths. Nothing
    /// before ten seconds are known. What it makes of the latency ends in an underrun or in
    /// `dropped`, and begins anew.
    std::optional<double> drift_ppm() const noexcept;

    unsigned underruns() const noexcept; // so far

    AudioFormat input_format() const noexcept;
    AudioFormat output_format() const noexcept;
    const std::vector<std::string>& remarks() const noexcept; // what is not as asked for

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace redstart
