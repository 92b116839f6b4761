// The WavWriter's calls, whose errors are thrown where the file inside returns them.
#include <redstart/wav_writer.hpp>

#include "disk/storage.hpp"
#include "library/options.hpp"
#include "wav/file.hpp"

#include <redstart/clock.hpp>

#include <chrono>

namespace redstart {

class WavWriter::Impl {
public:
    Impl(const std::filesystem::path& name, const AudioFormat& format)
        : name_(name), format_(checked(format)), file_(name, format, {.rf64 = true}) {}

    void write(std::span<const std::byte> frames);
    void write_silence(Frames frames);
    void mark(Frames at, std::string_view label) noexcept { file_.mark(at, label); }
    void sync();
    void close();

    Frames frames() const noexcept { return file_.frames(); }
    AudioFormat format() const noexcept { return format_; }
    const std::filesystem::path& name() const noexcept { return name_; }

private:
    void refuse_if_closed() const;
    void sync_if_due();
    void check(std::error_code error) const {
        if (error) throw storage_error(name_, error.value());
    }

    const std::filesystem::path name_;
    const AudioFormat format_;
    WavFile file_;
    TimePoint synced_{}; // the first write is synced at once: its name is on the card then
    bool is_closed_ = false;
};

void WavWriter::Impl::write(std::span<const std::byte> frames) {
    refuse_if_closed();
    if (frames.size() % format_.frame_bytes() != 0)
        throw Error(name_, std::to_string(frames.size()) + " bytes are no whole frames",
                    "a frame has " + std::to_string(format_.frame_bytes()), Error::Kind::format);
    check(file_.append(frames));
    sync_if_due();
}

void WavWriter::Impl::write_silence(Frames frames) {
    refuse_if_closed();
    check(file_.append_silence(frames));
    sync_if_due();
}

void WavWriter::Impl::refuse_if_closed() const {
    if (is_closed_) throw Error(name_, "it is closed", "write into a new file", Error::Kind::state);
}

void WavWriter::Impl::sync_if_due() {
    if (Clock::now() - synced_ >= std::chrono::seconds(1)) sync();
}

void WavWriter::Impl::sync() {
    if (is_closed_) return;
    check(file_.sync());
    synced_ = Clock::now();
}

/// An error on the way may have been the card's last word; what was synced is kept by a second try.
void WavWriter::Impl::close() {
    if (is_closed_) return;
    const auto error = file_.close();
    if (error) {
        [[maybe_unused]] const auto again = file_.close();
    }
    is_closed_ = true;
    check(error);
}

WavWriter::WavWriter(const std::filesystem::path& file, const AudioFormat& format)
    : impl_(std::make_unique<Impl>(file, format)) {}

WavWriter::~WavWriter() {
    try {
        impl_->close();
    } catch (const Error&) { // nobody is left to be told; what was synced is kept
    }
}

void WavWriter::write(std::span<const std::byte> frames) {
    impl_->write(frames);
}

void WavWriter::write_silence(Frames frames) {
    impl_->write_silence(frames);
}

void WavWriter::mark(Frames at, std::string_view label) {
    impl_->mark(at, label);
}

void WavWriter::sync() {
    impl_->sync();
}

void WavWriter::close() {
    impl_->close();
}

Frames WavWriter::frames() const noexcept {
    return impl_->frames();
}

AudioFormat WavWriter::format() const noexcept {
    return impl_->format();
}

const std::filesystem::path& WavWriter::file() const noexcept {
    return impl_->name();
}

void write_wav(const std::filesystem::path& file, const AudioFormat& format,
               std::span<const std::byte> frames) {
    WavWriter writer(file, format);
    writer.write(frames);
    writer.close();
}

} // namespace redstart
