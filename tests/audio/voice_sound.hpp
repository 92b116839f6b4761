// Sound that is loud and quiet by turns, whose frames are numbers, and an output that keeps them.
#pragma once

#include "audio/take_output.hpp"

#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace redstart {

/// Frame n of what voice_sound() makes is n, and as much more as makes it loud where it is.
constexpr std::int32_t loud_part = 1 << 29; // -12 dBFS; the numbers themselves are below -60 dBFS

struct Piece {
    Frames frames;
    bool is_loud;
};

/// In S32_LE, mono.
inline std::vector<std::int32_t> voice_sound(const std::vector<Piece>& pieces) {
    std::vector<std::int32_t> sound;
    for (const Piece& piece : pieces)
        for (Frames i = 0; i < piece.frames; ++i)
            sound.push_back(static_cast<std::int32_t>(sound.size()) +
                            (piece.is_loud ? loud_part : 0));
    return sound;
}

/// The numbers of [from, to), as they are in `sound`.
inline std::vector<std::int32_t> stretch(const std::vector<std::int32_t>& sound, Frames from,
                                         Frames to) {
    return {sound.begin() + from, sound.begin() + to};
}

/// What became of an output, which outlives it.
struct Kept {
    using Marks = std::vector<std::pair<Frames, std::string>>;

    std::vector<std::int32_t> frames;
    Marks marks;
    std::vector<Gap> gaps;
    std::size_t on_card = 0;
    std::size_t most = 1'000'000'000; // frames; then it says EFBIG
    int fails_at_sync = 0;            // the n-th of them
    int syncs = 0, closed = 0;
    std::pair<TimePoint, Frames> begins{TimePoint::min(), -1};
    std::string previous;
};

class KeepingOutput final : public TakeOutput {
public:
    explicit KeepingOutput(Kept& kept) : kept_(kept) {}

    void begins(TimePoint first, Frames place, std::string_view previous) noexcept override {
        kept_.begins = {first, place};
        kept_.previous = previous;
    }
    std::error_code append(std::span<const std::byte> bytes) noexcept override {
        const std::size_t before = kept_.frames.size();
        const std::size_t now = std::min(bytes.size() / 4, kept_.most - before);
        kept_.frames.resize(before + now);
        std::memcpy(kept_.frames.data() + before, bytes.data(), 4 * now);
        const bool fits = now == bytes.size() / 4;
        return fits ? std::error_code{} : std::make_error_code(std::errc::file_too_large);
    }
    std::error_code append_silence(Frames) noexcept override { return {}; }
    void mark(Frames at, std::string_view label) noexcept override {
        kept_.marks.emplace_back(at, label);
    }
    void gap(const Gap& gap) noexcept override { kept_.gaps.push_back(gap); }
    void note(const TakeFigures&) noexcept override {}
    std::error_code sync() noexcept override {
        if (++kept_.syncs == kept_.fails_at_sync) {
            kept_.frames.resize(kept_.on_card);
            return std::make_error_code(std::errc::io_error);
        }
        kept_.on_card = kept_.frames.size();
        return {};
    }
    std::error_code close() noexcept override {
        ++kept_.closed;
        return sync();
    }
    Frames frames() const noexcept override { return static_cast<Frames>(kept_.frames.size()); }
    Frames frames_on_card() const noexcept override { return static_cast<Frames>(kept_.on_card); }
    std::string name() const override { return kept_.closed > 0 ? "kept" : "kept.part"; }

private:
    Kept& kept_;
};

} // namespace redstart
