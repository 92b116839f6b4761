// One WAV file in the making: NAME.wav.part until it is closed, NAME.wav from then on.
#pragma once

#include "audio/take_output.hpp"
#include "base/unique_fd.hpp"
#include "disk/page_writer.hpp"
#include "wav/header.hpp"
#include "wav/marks.hpp"
#include "wav/metadata.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace redstart {

/// The header never says 0 and never more than is synced, but for the first page of sound before
/// the first sync(), so every player opens the file at any time. sync() it for the first time as
/// soon as there is sound: that puts its name on the card too.
///
/// When the card is full, the whole frames that fitted stay, and close() makes a true file of them
/// (without marks where there is no room). When a sync fails, what it should have covered is given
/// up: the kernel drops such pages and would report success the next time.
///
/// While it exists it holds the TakeLock of the file, by which another program sees that the .part
/// is no left-over.
class WavFile final : public TakeOutput {
public:
    struct Options {
        bool rf64 = false; // go on beyond max_riff_frames(); else append() says EFBIG there
        std::shared_ptr<TakeMetadata> metadata = {}; // of its take; none: the file says nothing
    };

    /// `final_name` is what close() names it, "…/NAME.wav"; its folder has to exist. Throws Error,
    /// with what to do, when that name or its .part exists, or cannot be made.
    WavFile(const std::filesystem::path& final_name, const AudioFormat& format, Options options);

    void begins(TimePoint first, Frames place, std::string_view previous) noexcept override;
    std::error_code append(std::span<const std::byte> frames) noexcept override;
    std::error_code append_silence(Frames frames) noexcept override;
    void mark(Frames at, std::string_view label) noexcept override;
    void gap(const Gap& gap) noexcept override; // a mark: "gap: 441 frames, overrun"
    void note(const TakeFigures& figures) noexcept override;
    std::error_code sync() noexcept override;

    /// The part of the first sync() that comes before any other: the entry in the folder. On FAT a
    /// long name lies in several sectors, and the sync of a file writes only the last of them; a
    /// cut then leaves a folder that Linux calls broken. Who syncs another new file beside this one
    /// calls it before.
    std::error_code sync_name() noexcept;

    /// Where no frame ever came, or none came onto the card, it removes the .part; name() is empty
    /// then. After an error it may be called again, and writes over nothing that is synced.
    std::error_code close() noexcept override;

    Frames frames() const noexcept override { return format_.frames_in(data_bytes_); }
    Frames frames_on_card() const noexcept override { return format_.frames_in(synced_bytes_); }
    std::string name() const override;

private:
    enum class State : std::uint8_t { in_the_making, complete, finished, removed };

    std::uint64_t unsynced_claim(std::uint64_t bytes) const noexcept;
    Written write_first(std::span<const std::byte> frames, std::span<const std::byte> pad) noexcept;
    void keep_whole_frames(std::uint64_t bytes, std::uint64_t of) noexcept;
    std::error_code give_back(std::error_code error) noexcept;
    std::error_code remove_empty() noexcept;
    void end_metadata() noexcept;

    const AudioFormat format_;
    const std::uint64_t limit_; // bytes of sound
    const std::filesystem::path final_, part_;
    UniqueFd folder_, file_;
    PageWriter pages_;
    HeaderPage header_;
    Marks marks_;
    std::unique_ptr<FileMetadata> metadata_; // nothing where the file says nothing
    TakeFigures figures_;
    std::vector<std::byte> silence_;
    std::uint64_t data_bytes_ = 0, synced_bytes_ = 0;
    bool has_safe_name_ = false;
    State state_ = State::in_the_making;
};

} // namespace redstart
