// libFLAC's decoder gives a block at a time; what of it was not asked for yet waits here.
#include "wav/flac_frames.hpp"

#include "disk/storage.hpp"
#include "wav/bytes.hpp"
#include "wav/libflac.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>

namespace redstart {
namespace {

constexpr std::uint64_t cached_bytes = 1024 * 1024; // of the file, in the page cache

UniqueFd open_to_read(const std::string& name) {
    // Without O_NONBLOCK the open of a FIFO would wait for somebody to write into it.
    UniqueFd fd(::open(name.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd) throw reading_error(name, errno);
    return fd;
}

/// In the samples of the WAV file that it was, where that is known.
AudioFormat format_of(const FlacInfo& flac, const WavInfo& wav, const std::string& name) {
    if (wav.format && wav.format->sample != SampleFormat::float_le &&
        8 * sample_bytes(wav.format->sample) >= flac.bits)
        return *wav.format;
    throw Error(name,
                "what it keeps of a WAV file is not of its " + std::to_string(flac.bits) +
                    "-bit sound",
                "flac -d -f gives the sound alone");
}

template <std::size_t bytes>
void narrow(const FLAC__int32* from, std::span<std::byte> to, std::size_t step, std::size_t frames,
            unsigned shift) noexcept {
    for (std::size_t i = 0; i < frames; ++i) {
        const auto bits = static_cast<std::uint32_t>(from[i]) << shift;
        for (std::size_t b = 0; b < bytes; ++b)
            to[i * step + b] = static_cast<std::byte>(bits >> (8 * b) & 0xFF);
    }
}

/// A WAV file's single byte is unsigned, and its silence is 128.
template <>
void narrow<1>(const FLAC__int32* from, std::span<std::byte> to, std::size_t step,
               std::size_t frames, unsigned shift) noexcept {
    for (std::size_t i = 0; i < frames; ++i)
        to[i * step] = static_cast<std::byte>((static_cast<std::uint32_t>(from[i]) << shift) + 128);
}

auto narrower(std::size_t bytes) noexcept {
    constexpr std::array all = {narrow<1>, narrow<2>, narrow<3>, narrow<4>};
    return all.at(bytes - 1);
}

} // namespace

class FlacFrames::Impl {
public:
    explicit Impl(const std::filesystem::path& file)
        : name_(file),
          fd_(open_to_read(name_)),
          flac_(read_flac_info(fd_.get(), name_)),
          info_(read_sound_info(fd_.get(), name_)),
          format_(format_of(flac_, info_, name_)),
          library_(libflac()),
          decoder_(library_.decoder_new(), library_.decoder_delete) {
        if (!decoder_) throw system_error(name_, ENOMEM);
        begin();
    }

    const AudioFormat& format() const noexcept { return format_; }
    const WavInfo& info() const noexcept { return info_; }
    const FlacInfo& flac() const noexcept { return flac_; }

    Frames read(std::span<std::byte> room) {
        Frames done = 0;
        for (const Frames wanted = format_.frames_in(room.size()); done < wanted;) {
            if (waiting() == 0 && !decode_block()) break;
            const Frames now = std::min(wanted - done, waiting());
            std::ranges::copy(std::span(block_).subspan(given_, format_.bytes(now)),
                              room.subspan(format_.bytes(done)).begin());
            given_ += format_.bytes(now); // in memory
            done += now;
        }
        position_ += done;
        if (done == 0) check_end();
        return done;
    }

private:
    void begin() {
        library_.decoder_set_md5_checking(decoder_.get(), 1);
        if (library_.decoder_init_stream(decoder_.get(), on_read, nullptr, nullptr, nullptr,
                                         nullptr, on_block, nullptr, on_error,
                                         this) != FLAC__STREAM_DECODER_INIT_STATUS_OK)
            throw system_error(name_, ENOMEM);
    }

    Frames waiting() const noexcept { return format_.frames_in(block_.size() - given_); }

    Error damaged(const std::string& how) const {
        return {name_, "damaged: " + how, "take it from a copy; flac -d -F saves what is whole"};
    }

    /// False at the end.
    bool decode_block() {
        while (!is_over_ && waiting() == 0) {
            const bool done = library_.decoder_process_single(decoder_.get()) != 0;
            if (error_ != 0) throw system_error(name_, error_);
            if (fault_ != nullptr)
                throw damaged(fault_ + std::string(" behind frame ") + std::to_string(position_));
            is_over_ = !done || library_.decoder_get_state(decoder_.get()) ==
                                    FLAC__STREAM_DECODER_END_OF_STREAM;
        }
        return waiting() > 0;
    }

    void check_end() {
        if (flac_.frames > 0 && position_ != flac_.frames)
            throw damaged("it ends at frame " + std::to_string(position_) + " of " +
                          std::to_string(flac_.frames));
        if (!std::exchange(is_finished_, true) && !library_.decoder_finish(decoder_.get()))
            throw damaged("its samples are not those that its MD5 is of");
        if (flac_.frames > 0) return;
        info_.frames = position_;
        info_.data_bytes = info_.claimed_bytes = format_.file_bytes(position_);
    }

    static FLAC__StreamDecoderReadStatus on_read(const FLAC__StreamDecoder*, FLAC__byte* bytes,
                                                 std::size_t* count, void* self) {
        return static_cast<Impl*>(self)->fill({reinterpret_cast<std::byte*>(bytes), *count},
                                              *count);
    }

    FLAC__StreamDecoderReadStatus fill(std::span<std::byte> room, std::size_t& count) noexcept {
        ssize_t n = 0;
        do {
            n = ::pread(fd_.get(), room.data(), room.size(), static_cast<off_t>(offset_));
        } while (n < 0 && errno == EINTR);
        if (n < 0) error_ = errno;
        if (n < 0) return FLAC__STREAM_DECODER_READ_STATUS_ABORT;
        count = static_cast<std::size_t>(n);
        offset_ += count;
        if (offset_ / cached_bytes != (offset_ - count) / cached_bytes)
            ::posix_fadvise(fd_.get(), 0, static_cast<off_t>(offset_), POSIX_FADV_DONTNEED);
        return n == 0 ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM
                      : FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
    }

    static FLAC__StreamDecoderWriteStatus on_block(const FLAC__StreamDecoder*,
                                                   const FLAC__Frame* frame,
                                                   const FLAC__int32* const* samples, void* self) {
        Impl& impl = *static_cast<Impl*>(self);
        const bool is_ours = frame->header.channels == impl.flac_.channels &&
                             frame->header.bits_per_sample == impl.flac_.bits &&
                             frame->header.sample_rate == impl.flac_.rate;
        if (is_ours && impl.keep(frame, samples)) return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
        if (is_ours)
            impl.error_ = ENOMEM;
        else
            impl.fault_ = "another format";
        return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
    }

    /// False where there is no memory for it.
    bool keep(const FLAC__Frame* frame, const FLAC__int32* const* samples) noexcept try {
        const std::size_t bytes = sample_bytes(format_.sample), frames = frame->header.blocksize;
        block_.resize(frames * format_.frame_bytes());
        given_ = 0;
        const auto shift = static_cast<unsigned>(8 * bytes - flac_.bits);
        for (unsigned c = 0; c < format_.channels; ++c)
            narrower(bytes)(samples[c], std::span(block_).subspan(c * bytes), format_.frame_bytes(),
                            frames, shift);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }

    static void on_error(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus status,
                         void* self) {
        const bool crc = status == FLAC__STREAM_DECODER_ERROR_STATUS_FRAME_CRC_MISMATCH;
        static_cast<Impl*>(self)->fault_ = crc ? "a checksum does not hold" : "there is no sound";
    }

    const std::string name_;
    const UniqueFd fd_;
    const FlacInfo flac_;
    WavInfo info_;
    const AudioFormat format_;
    std::vector<std::byte> block_; // decoded
    std::size_t given_ = 0;        // bytes of it
    Frames position_ = 0;          // of the frame that read() gives next
    std::uint64_t offset_ = 0;     // in the file, where libFLAC reads next
    bool is_over_ = false, is_finished_ = false;
    const char* fault_ = nullptr;
    int error_ = 0; // of reading, or that there is no memory
    const LibFlac& library_;
    const std::unique_ptr<FLAC__StreamDecoder, decltype(LibFlac::decoder_delete)> decoder_;
};

FlacFrames::FlacFrames(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}
FlacFrames::FlacFrames(FlacFrames&&) noexcept = default;
FlacFrames::~FlacFrames() = default;

const AudioFormat& FlacFrames::format() const noexcept {
    return impl_->format();
}

const WavInfo& FlacFrames::info() const noexcept {
    return impl_->info();
}

const FlacInfo& FlacFrames::flac() const noexcept {
    return impl_->flac();
}

Frames FlacFrames::read(std::span<std::byte> room) {
    return impl_->read(room);
}

} // namespace redstart
