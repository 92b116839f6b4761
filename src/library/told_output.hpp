// A file of a take that also tells its gaps, for the list of them.
#pragma once

#include "audio/take_output.hpp"
#include "base/doorbell.hpp"
#include "base/mailbox.hpp"

#include <memory>

namespace redstart {

/// The gaps of one take on their way from the writer thread; what it has no room for is not listed.
struct ToldGaps {
    Mailbox<Gap, 256> gaps; // counted from the take's first frame
    Doorbell bell;
};

/// Passes each call on to the file inside, and each gap to ToldGaps as well; it allocates and waits
/// no more than that file does.
class ToldOutput final : public TakeOutput {
public:
    ToldOutput(std::unique_ptr<TakeOutput> file, std::shared_ptr<ToldGaps> told)
        : file_(std::move(file)), told_(std::move(told)) {}

    void begins(TimePoint first, Frames place, std::string_view previous) noexcept override {
        place_ = place;
        file_->begins(first, place, previous);
    }
    std::error_code append(std::span<const std::byte> frames) noexcept override {
        return file_->append(frames);
    }
    std::error_code append_silence(Frames frames) noexcept override {
        return file_->append_silence(frames);
    }
    void mark(Frames at, std::string_view label) noexcept override { file_->mark(at, label); }
    void gap(const Gap& gap) noexcept override {
        Gap told = gap;
        told.at += place_;
        if (told_->gaps.send(told)) told_->bell.ring();
        file_->gap(gap);
    }
    void minute(const LevelMinute& minute) noexcept override { file_->minute(minute); }
    void note(const TakeFigures& figures) noexcept override { file_->note(figures); }
    std::error_code sync() noexcept override { return file_->sync(); }
    std::error_code close() noexcept override { return file_->close(); }

    Frames frames() const noexcept override { return file_->frames(); }
    Frames frames_kept() const noexcept override { return file_->frames_kept(); }
    Frames frames_on_card() const noexcept override { return file_->frames_on_card(); }
    std::string name() const override { return file_->name(); }

private:
    const std::unique_ptr<TakeOutput> file_;
    const std::shared_ptr<ToldGaps> told_;
    Frames place_ = 0; // of the file in the take
};

} // namespace redstart
