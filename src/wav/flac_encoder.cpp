// libFLAC's encoder, whose bytes go to a file of ours, so that their errors are ours too.
#include "wav/flac_encoder.hpp"

#include "disk/storage.hpp"
#include "wav/bytes.hpp"
#include "wav/libflac.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace redstart {
namespace {

constexpr unsigned level = 5, most_channels = 8;
constexpr Frames block_frames = 4096;
constexpr std::uint32_t padding_bytes = 1024; // for tags that somebody may add
constexpr std::uint32_t seek_seconds = 10, seek_point_bytes = 18, most_seek_points = 32768;

/// Every sample in 32 bits, with its sign.
template <std::size_t bytes>
void widen(std::span<const std::byte> from, std::span<FLAC__int32> to) noexcept {
    for (std::size_t i = 0; i < to.size(); ++i) {
        std::uint32_t bits = 0;
        for (std::size_t b = 0; b < bytes; ++b)
            bits |= std::to_integer<std::uint32_t>(from[i * bytes + b]) << (8 * (4 - bytes + b));
        to[i] = static_cast<FLAC__int32>(bits) >> (8 * (4 - bytes));
    }
}

/// A WAV file's single byte is unsigned, and its silence is 128.
template <>
void widen<1>(std::span<const std::byte> from, std::span<FLAC__int32> to) noexcept {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = std::to_integer<FLAC__int32>(from[i]) - 128;
}

auto widener(std::size_t bytes) noexcept {
    constexpr std::array all = {widen<1>, widen<2>, widen<3>, widen<4>};
    return all.at(bytes - 1);
}

/// The rates that a header of a frame has room for; others are legal, but not for every player.
bool is_streamable(unsigned rate) noexcept {
    return rate <= 65535 || (rate <= 255000 && rate % 1000 == 0) ||
           (rate <= 655350 && rate % 10 == 0);
}

/// The blocks as libFLAC wants them, which stay in their place as long as it encodes.
class Blocks {
public:
    Blocks(FlacMetadata metadata, const AudioFormat& format, Frames frames)
        : metadata_(std::move(metadata)) {
        add_seek_table(format, frames);
        add_comments();
        for (auto& piece : metadata_.pieces) add_piece(piece);
        add(FLAC__METADATA_TYPE_PADDING, padding_bytes);
        for (auto& block : blocks_) pointers_.push_back(&block);
    }
    Blocks(const Blocks&) = delete;
    Blocks& operator=(const Blocks&) = delete;

    FLAC__StreamMetadata** data() noexcept { return pointers_.data(); }
    std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(pointers_.size()); }

private:
    FLAC__StreamMetadata& add(FLAC__MetadataType type, std::size_t bytes) {
        FLAC__StreamMetadata& block = blocks_.emplace_back();
        block.type = type;
        block.length = static_cast<std::uint32_t>(bytes);
        return block;
    }

    void add_seek_table(const AudioFormat& format, Frames frames) {
        const Frames step =
            std::max<Frames>(Frames{format.rate} * seek_seconds, frames / most_seek_points + 1);
        for (Frames at = 0; at < frames; at += step)
            seek_points_.push_back({static_cast<FLAC__uint64>(at), 0, 0});
        auto& block = add(FLAC__METADATA_TYPE_SEEKTABLE, seek_points_.size() * seek_point_bytes);
        block.data.seek_table.num_points = static_cast<std::uint32_t>(seek_points_.size());
        block.data.seek_table.points = seek_points_.data();
    }

    void add_comments() {
        std::size_t bytes = 8; // vendor, which is libFLAC's to fill, and count
        for (std::string& comment : metadata_.comments) {
            comments_.push_back({static_cast<FLAC__uint32>(comment.size()),
                                 reinterpret_cast<FLAC__byte*>(comment.data())});
            bytes += 4 + comment.size();
        }
        auto& block = add(FLAC__METADATA_TYPE_VORBIS_COMMENT, bytes);
        block.data.vorbis_comment.num_comments = static_cast<FLAC__uint32>(comments_.size());
        block.data.vorbis_comment.comments = comments_.data();
    }

    void add_piece(std::vector<std::byte>& piece) {
        auto& block = add(FLAC__METADATA_TYPE_APPLICATION, 4 + piece.size());
        std::ranges::copy(std::string_view("riff"), block.data.application.id);
        block.data.application.data = reinterpret_cast<FLAC__byte*>(piece.data());
    }

    FlacMetadata metadata_;
    std::vector<FLAC__StreamMetadata_SeekPoint> seek_points_;
    std::vector<FLAC__StreamMetadata_VorbisComment_Entry> comments_;
    std::vector<FLAC__StreamMetadata> blocks_;
    std::vector<FLAC__StreamMetadata*> pointers_;
};

} // namespace

std::string flac_refusal(const AudioFormat& format) {
    if (format.sample == SampleFormat::float_le) return "32-bit float, which FLAC does not hold";
    if (format.channels > most_channels)
        return std::to_string(format.channels) + " channels, and FLAC holds 8";
    return {};
}

void check_libflac() {
    libflac();
}

class FlacEncoder::Impl {
public:
    Impl(int fd, std::string name, const AudioFormat& format, Frames frames, FlacMetadata metadata)
        : flac_(libflac()),
          fd_(fd),
          name_(std::move(name)),
          format_(format),
          blocks_(std::move(metadata), format, frames),
          samples_(static_cast<std::size_t>(block_frames) * format.channels),
          encoder_(flac_.encoder_new(), flac_.encoder_delete) {
        if (!encoder_) throw system_error(name_, ENOMEM);
        set_up(frames);
        const auto status =
            flac_.encoder_init_stream(encoder_.get(), on_write, on_seek, on_tell, nullptr, this);
        if (status != FLAC__STREAM_ENCODER_INIT_STATUS_OK) throw refused();
    }

    void write(std::span<const std::byte> frames) {
        const auto widen_samples = widener(sample_bytes(format_.sample));
        while (!frames.empty()) {
            const Frames now = std::min(format_.frames_in(frames.size()), block_frames);
            const auto samples =
                std::span(samples_).first(static_cast<std::size_t>(now) * format_.channels);
            widen_samples(frames, samples);
            if (!flac_.encoder_process_interleaved(encoder_.get(), samples.data(),
                                                   static_cast<std::uint32_t>(now)))
                throw refused();
            frames = frames.subspan(format_.bytes(now));
        }
    }

    void finish() {
        if (!flac_.encoder_finish(encoder_.get())) throw refused();
    }

private:
    void set_up(Frames frames) {
        FLAC__StreamEncoder* const encoder = encoder_.get();
        flac_.encoder_set_channels(encoder, format_.channels);
        flac_.encoder_set_bits_per_sample(
            encoder, static_cast<std::uint32_t>(8 * sample_bytes(format_.sample)));
        flac_.encoder_set_sample_rate(encoder, format_.rate);
        flac_.encoder_set_compression_level(encoder, level);
        flac_.encoder_set_streamable_subset(encoder, is_streamable(format_.rate));
        flac_.encoder_set_total_samples_estimate(encoder, static_cast<FLAC__uint64>(frames));
        flac_.encoder_set_metadata(encoder, blocks_.data(), blocks_.count());
    }

    Error refused() const {
        if (error_) return storage_error(name_, error_.value());
        return {name_, "libFLAC does not take its sound", "the WAV file stays as it is",
                std::make_error_code(std::errc::not_supported)};
    }

    static FLAC__StreamEncoderWriteStatus on_write(const FLAC__StreamEncoder*,
                                                   const FLAC__byte* bytes, std::size_t count,
                                                   std::uint32_t, std::uint32_t, void* self) {
        Impl& impl = *static_cast<Impl*>(self);
        std::array parts = {part({reinterpret_cast<const std::byte*>(bytes), count})};
        const Written written = write_at(impl.fd_, impl.position_, parts);
        impl.position_ += written.bytes;
        impl.error_ = written.error;
        return written.error ? FLAC__STREAM_ENCODER_WRITE_STATUS_FATAL_ERROR
                             : FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
    }

    static FLAC__StreamEncoderSeekStatus on_seek(const FLAC__StreamEncoder*, FLAC__uint64 position,
                                                 void* self) {
        static_cast<Impl*>(self)->position_ = position;
        return FLAC__STREAM_ENCODER_SEEK_STATUS_OK;
    }

    static FLAC__StreamEncoderTellStatus on_tell(const FLAC__StreamEncoder*, FLAC__uint64* position,
                                                 void* self) {
        *position = static_cast<Impl*>(self)->position_;
        return FLAC__STREAM_ENCODER_TELL_STATUS_OK;
    }

    const LibFlac& flac_;
    const int fd_;
    const std::string name_;
    const AudioFormat format_;
    Blocks blocks_;
    std::vector<FLAC__int32> samples_;
    std::uint64_t position_ = 0;
    std::error_code error_; // of the last write
    std::unique_ptr<FLAC__StreamEncoder, decltype(LibFlac::encoder_delete)> encoder_;
};

FlacEncoder::FlacEncoder(int fd, std::string name, const AudioFormat& format, Frames frames,
                         FlacMetadata metadata)
    : impl_(std::make_unique<Impl>(fd, std::move(name), format, frames, std::move(metadata))) {}

FlacEncoder::~FlacEncoder() = default;

void FlacEncoder::write(std::span<const std::byte> frames) {
    impl_->write(frames);
}

void FlacEncoder::finish() {
    impl_->finish();
}

} // namespace redstart
