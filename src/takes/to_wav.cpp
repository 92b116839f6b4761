// Decodes into the place of the sound, with the chunks that the FLAC file kept around it.
#include "takes/convert.hpp"

#include "disk/storage.hpp"
#include "takes/new_sound.hpp"
#include "takes/original.hpp"
#include "takes/sha256.hpp"
#include "wav/flac_frames.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <memory>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_bytes = 64 * 1024;

class ToWav {
public:
    ToWav(const fs::path& flac, Original original, const GoOn& go_on)
        : flac_(flac, original),
          frames_(flac),
          format_(frames_.format()),
          go_on_(go_on),
          kept_(wav_without_sound(flac_.fd(), flac_.name(), frames_.flac())),
          wav_(wav_of(flac)) {}

    Converted done() {
        const std::string sha256 = decode();
        hold(sha256);
        write_the_rest();
        wav_.sync();
        prove(sha256);
        flac_.expect_unchanged();
        wav_.publish(flac_.changed());
        flac_.conclude();
        const fs::path file = wav_of(flac_.name());
        return {file, format_, count_, flac_.bytes(), wav_.bytes(), sha256};
    }

private:
    void tell(std::uint64_t done) const {
        if (go_on_ && !go_on_(done, 2 * format_.file_bytes(frames_.flac().frames)))
            throw stopped(flac_.name());
    }

    std::uint64_t sound_offset() const noexcept {
        return kept_ ? frames_.info().data_offset : header_bytes;
    }

    std::string decode() {
        std::vector<std::byte> block(format_.bytes(format_.frames_in(block_bytes))); // in memory
        Sha256 sha256;
        while (const Frames now = frames_.read(block)) {
            const auto bytes = std::span(block).first(format_.bytes(now));
            sha256.add(bytes);
            write(sound_offset() + format_.file_bytes(count_), bytes);
            count_ += now;
            wav_.sync_a_portion(format_.file_bytes(count_));
            tell(format_.file_bytes(count_));
        }
        return sha256.digits();
    }

    void write(std::uint64_t offset, std::span<const std::byte> bytes) const {
        std::array parts = {part(bytes)};
        const Written written = write_at(wav_.fd(), offset, parts);
        if (written.error) throw storage_error(wav_.making(), written.error.value());
    }

    /// MD5 holds by now, where there is one.
    void hold(const std::string& sha256) const {
        const FlacInfo& flac = frames_.flac();
        if (!flac.sha256.empty() && flac.sha256 != sha256)
            throw Error(flac_.name(), "its sound is not what its digest is of",
                        "take it from a copy");
        flac_.hold_to_sidecar(format_, count_, sha256);
    }

    void write_the_rest() const {
        const std::uint64_t sound_end = sound_offset() + format_.file_bytes(count_);
        if (kept_) {
            copy(sound_end, frames_.info().file_bytes);
            return copy(0, sound_offset());
        }
        HeaderPage header = file_header(format_, {});
        set_sizes(header, format_.file_bytes(count_));
        set_closed(header);
        if (sound_end % 2 != 0) write(sound_end, std::array{std::byte{0}});
        write(0, header);
    }

    void copy(std::uint64_t from, std::uint64_t to) const {
        std::vector<std::byte> block(block_bytes);
        while (from < to) {
            const auto now = std::span(block).first(
                static_cast<std::size_t>(std::min<std::uint64_t>(block_bytes, to - from)));
            if (read_at(kept_.get(), flac_.name(), from, now) < now.size()) throw differs();
            write(from, now);
            from += now.size();
        }
    }

    void prove(const std::string& sha256) const {
        const WavInfo info = read_wav_info(wav_.fd(), wav_.making());
        const std::uint64_t bytes = format_.file_bytes(count_);
        if (info.data_offset != sound_offset() || info.data_bytes != bytes) throw differs();
        const auto block = std::make_unique<DigestBlock>();
        const auto digest = sound_digest(
            wav_.fd(), wav_.making(), info, *block,
            [this, bytes](std::uint64_t done, std::uint64_t) { return tell(bytes + done), true; });
        if (digest != sha256) throw differs();
    }

    Error differs() const {
        return {wav_.making(), "it came back from the card other than it was written",
                "try again; if it happens again, the card or the memory is bad"};
    }

    const OriginalFile flac_;
    FlacFrames frames_;
    const AudioFormat format_;
    const GoOn& go_on_;
    const UniqueFd kept_;
    NewSound wav_;
    Frames count_ = 0;
};

} // namespace

fs::path wav_of(const fs::path& flac) {
    if (flac.extension() != ".flac" && flac.extension() != ".FLAC") return fs::path(flac) += ".wav";
    return fs::path(flac).replace_extension(".wav");
}

Converted to_wav(const fs::path& flac, Original original, const GoOn& go_on) {
    return ToWav(flac, original, go_on).done();
}

} // namespace redstart
