// One file of a take as it lies in its folder: the sound, and the journal of its sidecar beside it.
#pragma once

#include "takes/journal.hpp"
#include "wav/file.hpp"

#include <string>

namespace redstart {

/// A WavFile with a Journal. The journal is on the card no later than the sound that it is about,
/// and what goes wrong with it costs no sound. The end of the journal comes before the final name
/// of the sound; finish_sidecar() makes NAME.json of both.
class TakeFile final : public TakeOutput {
public:
    /// As WavFile; throws Error for the sound alone. `device` is its name, for the sidecar, and so
    /// are the notes and the controls of its card.
    TakeFile(const std::filesystem::path& final_name, const AudioFormat& format,
             WavFile::Options options, std::string device, Notes notes = {},
             std::map<std::string, std::string> mixer = {});

    void begins(TimePoint first, Frames place, std::string_view previous) noexcept override;
    std::error_code append(std::span<const std::byte> frames) noexcept override;
    std::error_code append_silence(Frames frames) noexcept override;
    void mark(Frames at, std::string_view label) noexcept override;
    void gap(const Gap& gap) noexcept override;
    void minute(const LevelMinute& minute) noexcept override;
    void note(const TakeFigures& figures) noexcept override;
    std::error_code sync() noexcept override;
    std::error_code close() noexcept override;

    Frames frames() const noexcept override { return wav_.frames(); }
    Frames frames_on_card() const noexcept override { return wav_.frames_on_card(); }
    std::string name() const override { return wav_.name(); }

    /// Why the take has no sidecar; it has one where this is no error.
    std::error_code trouble() const noexcept { return journal_.trouble(); }

private:
    void begin_now() noexcept;
    void end_journal() noexcept;

    const std::shared_ptr<const TakeMetadata> take_; // nothing where the file says nothing
    WavFile wav_;
    Journal journal_; // after the sound: a journal without sound is a left-over
    Sidecar sidecar_;
    std::optional<TakeFigures> figures_;
    bool has_begun_ = false;
};

/// What the files of one take say of themselves. A note `position` that cannot be read as one stays
/// a note.
std::shared_ptr<TakeMetadata> take_metadata(std::string device, Description description,
                                            Notes notes);

/// "redstart 0.1.0".
std::string program_version();

} // namespace redstart
