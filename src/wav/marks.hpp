// The marks of one file, kept as the chunks that they will be: `cue ` and LIST/adtl with labels.
#pragma once

#include "audio/take_events.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

/// The constructor takes the memory for all of them; add() allocates nothing and throws nothing.
class Marks {
public:
    static constexpr std::size_t most = 1024, most_label_bytes = 95;

    Marks();

    /// A longer label is cut between two characters (UTF-8). A mark is left out when there are
    /// `most` already, or where its frame does not fit the 32 bits that `cue ` has for it.
    void add(Frames at, std::string_view label) noexcept;
    void add(const Gap& gap) noexcept; // labelled gap_label()

    std::size_t gaps() const noexcept { return regions_.size() / region_bytes; }
    Frames gap_frames() const noexcept; // in all

    /// Leaves out what does not lie before that frame.
    void keep_before(Frames end) noexcept;

    bool empty() const noexcept { return count_ == 0; }
    std::span<const std::byte> cue_chunk() const noexcept { return cue_; }
    /// LIST/adtl: every `labl` before any `ltxt`, behind which readers lose the labels (ffmpeg,
    /// libsndfile). The second part is in the size of the first.
    std::span<const std::byte> label_chunk() const noexcept { return labels_; }
    std::span<const std::byte> regions() const noexcept { return regions_; } // a gap has a length
    std::size_t bytes() const noexcept {
        return empty() ? 0 : cue_.size() + labels_.size() + regions_.size();
    }

private:
    static constexpr std::size_t region_bytes = 28;

    void set_label_size() noexcept;
    void keep_regions(std::uint32_t from, std::uint32_t to) noexcept;

    std::uint32_t count_ = 0;
    std::vector<std::byte> cue_;
    std::vector<std::byte> labels_;
    std::vector<std::byte> regions_;
};

/// "gap: 441 frames, overrun"
std::string gap_label(const Gap& gap);

} // namespace redstart
