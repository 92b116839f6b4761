// A take that goes through a pipe to another program: `redstart record - | ...`.
#pragma once

#include "audio/take_output.hpp"

#include <optional>
#include <vector>

namespace redstart {

/// Nothing in a pipe can be patched: the header goes first and says what is known then, and sound
/// goes on for as long as there is any. Writes wait for the reader; one that has gone is EPIPE, in
/// a program that ignores SIGPIPE. There is no place for marks.
class WavPipe final : public TakeOutput {
public:
    /// `fd` stays the caller's. `frames` is how many there will be, where that is known.
    WavPipe(int fd, const AudioFormat& format, std::optional<Frames> frames);

    std::error_code append(std::span<const std::byte> frames) noexcept override;
    std::error_code append_silence(Frames frames) noexcept override;
    void mark(Frames, std::string_view) noexcept override {}
    void gap(const Gap&) noexcept override {}
    void note(const TakeFigures&) noexcept override {}
    std::error_code sync() noexcept override { return {}; }
    std::error_code close() noexcept override; // with the pad byte, where the header counts one

    Frames frames() const noexcept override { return frames_; }
    Frames frames_on_card() const noexcept override { return frames_; }
    std::string name() const override { return "standard output"; }

private:
    const int fd_;
    const AudioFormat format_;
    const std::vector<std::byte> header_;
    const std::optional<Frames> announced_;
    const std::vector<std::byte> silence_;
    Frames frames_ = 0;
};

} // namespace redstart
