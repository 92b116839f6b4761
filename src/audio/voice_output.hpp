// A take's output that passes on only what is above a level, to the file inside.
#pragma once

#include "audio/take_output.hpp"
#include "audio/voice_gate.hpp"
#include "audio/waiting_events.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace redstart {

/// What became of a take so far; the writer thread writes it, and everybody may read it.
struct VoiceTally {
    std::atomic<Frames> heard{0}, kept{0}; // decided, and on the card
    std::atomic<unsigned> parts{0};        // stretches that follow each other only in the file
    std::atomic<unsigned> marks_left_out{0};
    std::atomic<bool> is_open{false}; // what is heard now is being kept
};

/// Frames and positions are those that came; frames_kept() are in the file. What was decided by the
/// last sync() counts as on the card, also what was left out: what is still undecided the ring
/// keeps, and the next file begins with it. A card that takes no more may therefore be followed by
/// another VoiceOutput as by any other output.
///
/// Where the settings say `splits`, a pause that is too long ends the file: append() says EFBIG, as
/// a file does that may not grow, and close() makes a whole file of what there is.
///
/// What is kept does not depend on how the sound is cut into calls. A gap becomes those pieces of
/// it that are kept. A mark in what is left out stands at the last frame that is kept before it,
/// or, before all of them, at the first. Where two parts follow each other in the file it gets the
/// mark "left out: 12.345 s".
class VoiceOutput final : public TakeOutput {
public:
    using Open = std::function<std::unique_ptr<TakeOutput>(TimePoint first)>;

    static constexpr std::uint64_t most_bytes = 64'000'000; // that wait to be decided

    /// Throws Error where `hold` is too long for that.
    static void check(const AudioFormat& format, const VoiceSettings& settings);

    /// Takes all memory, of settings that were checked. Without a file `open` makes one for the
    /// first frame that is kept: what goes wrong then is an error of append() or sync(), and name()
    /// is what could not be made.
    VoiceOutput(const AudioFormat& format, const VoiceSettings& settings,
                std::unique_ptr<TakeOutput> file, Open open, std::shared_ptr<VoiceTally> tally);

    void begins(TimePoint first, Frames place, std::string_view previous) noexcept override;
    std::error_code append(std::span<const std::byte> frames) noexcept override;
    std::error_code append_silence(Frames frames) noexcept override;
    void mark(Frames at, std::string_view label) noexcept override;
    void gap(const Gap& gap) noexcept override;
    void note(const TakeFigures& figures) noexcept override;
    std::error_code sync() noexcept override;
    std::error_code close() noexcept override;

    Frames frames() const noexcept override { return received_; }
    Frames frames_on_card() const noexcept override { return on_card_; }
    Frames frames_kept() const noexcept override { return file_ ? file_->frames() : 0; }
    std::string name() const override { return file_ ? file_->name() : trouble_; }

private:
    struct Beginning {
        TimePoint first;
        Frames place = 0;
        std::string previous;
    };

    std::span<std::byte> room_at(Frames position, Frames frames) noexcept;
    std::error_code take_in(std::span<const std::byte> frames) noexcept;
    std::error_code judge() noexcept;
    std::error_code write_kept() noexcept;
    std::error_code write(Frames frames) noexcept;
    void mark_join(Frames place, Frames left_out) noexcept;
    std::error_code prepare() noexcept;
    std::error_code open_now() noexcept;
    std::error_code sync_file() noexcept;
    std::error_code decide_the_rest() noexcept;
    std::error_code result(std::error_code error) noexcept;
    void tell_events(Frames decided) noexcept;
    void count() noexcept;

    const AudioFormat format_;
    const bool splits_;
    const Open open_;
    const std::shared_ptr<VoiceTally> tally_;
    VoiceGate gate_;
    std::vector<std::byte> waiting_; // a ring of whole windows: those from first_ to received_
    std::vector<std::byte> silence_;
    std::unique_ptr<TakeOutput> file_;
    Beginning beginning_;
    bool has_beginning_ = false, has_failed_ = false;
    std::string trouble_;
    Frames received_ = 0, judged_ = 0;
    Frames first_ = 0, keep_to_ = 0; // all before the first is decided; up to keep_to_ it is kept
    Frames on_card_ = 0;
    KeptStretches kept_;
    WaitingEvents events_;
    Frames counted_heard_ = 0, counted_kept_ = 0;
    unsigned counted_parts_ = 0;
};

} // namespace redstart
