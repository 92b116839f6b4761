// A card that fails when the test says so, and the files that are written on it.
#pragma once

#include "wav/file.hpp"

#include <redstart/error.hpp>

#include <atomic>
#include <mutex>

namespace redstart {

/// Calls are counted over all files: appending, syncing and closing one. What a failed call should
/// have brought onto the card is dropped, as the kernel drops pages that it could not write.
struct FailingCard {
    std::atomic<int> calls{0};
    std::atomic<int> fail_from{0}, fail_to{0}; // the first that fails, and the first that does not
    std::atomic<bool> is_away{false};          // no file can be made
    std::atomic<int> code{EIO};

    std::error_code next() {
        const int call = ++calls;
        const bool fails = is_away || (call >= fail_from && call < fail_to);
        return fails ? std::error_code(code, std::generic_category()) : std::error_code{};
    }

    void note(const TakeFigures& figures) {
        const std::lock_guard lock(mutex_);
        figures_ = figures;
    }
    TakeFigures figures() {
        const std::lock_guard lock(mutex_);
        return figures_;
    }

private:
    std::mutex mutex_;
    TakeFigures figures_;
};

/// Keeps back what is appended until a sync brings it into a real WavFile.
class FailingFile : public TakeOutput {
public:
    FailingFile(FailingCard& card, const std::filesystem::path& name, const AudioFormat& shape)
        : card_(card), format_(shape) {
        if (card.is_away) throw storage_away(name);
        file_ = std::make_unique<WavFile>(name, shape, WavFile::Options{});
    }

    std::error_code append(std::span<const std::byte> frames) noexcept override {
        if (const auto error = card_.next()) return error;
        kept_back_.insert(kept_back_.end(), frames.begin(), frames.end());
        return {};
    }
    std::error_code append_silence(Frames frames) noexcept override {
        return append(std::vector<std::byte>(format_.bytes(frames)));
    }
    void mark(Frames at, std::string_view label) noexcept override { file_->mark(at, label); }
    void gap(const Gap& gap) noexcept override { file_->gap(gap); }
    void note(const TakeFigures& figures) noexcept override { card_.note(figures); }
    std::error_code sync() noexcept override { return bring(&TakeOutput::sync); }
    std::error_code close() noexcept override { return bring(&TakeOutput::close); }

    Frames frames() const noexcept override {
        return file_->frames() + format_.frames_in(kept_back_.size());
    }
    Frames frames_on_card() const noexcept override { return file_->frames_on_card(); }
    std::string name() const override { return file_->name(); }

private:
    static Error storage_away(const std::string& name) {
        return Error(name, "No such file or directory", "mount the card",
                     std::make_error_code(std::errc::no_such_file_or_directory));
    }

    std::error_code bring(std::error_code (TakeOutput::*onto_card)() noexcept) noexcept {
        const std::vector<std::byte> frames = std::exchange(kept_back_, {});
        if (const auto error = card_.next()) return error;
        if (const auto error = file_->append(frames)) return error;
        return (file_.get()->*onto_card)();
    }

    FailingCard& card_;
    AudioFormat format_;
    std::vector<std::byte> kept_back_;
    std::unique_ptr<TakeOutput> file_;
};

} // namespace redstart
