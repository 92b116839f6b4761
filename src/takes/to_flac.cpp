// Encodes, reads back, decodes, compares; only then is there a FLAC file.
#include "takes/convert.hpp"

#include "disk/lookup.hpp"
#include "disk/storage.hpp"
#include "disk/take_paths.hpp"
#include "takes/new_sound.hpp"
#include "takes/original.hpp"
#include "takes/sha256.hpp"
#include "wav/bytes.hpp"
#include "wav/flac_encoder.hpp"
#include "wav/flac_frames.hpp"
#include "wav/wav_pieces.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <memory>

namespace redstart {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_bytes = 64 * 1024;

/// The header says how the sound is stored, holds, and FLAC can keep what it says.
WavInfo info_of(const OriginalFile& wav) {
    const std::string& name = wav.name();
    const auto refused = [&](const std::string& why) {
        return Error(name, why, "it stays WAV", std::make_error_code(std::errc::not_supported));
    };
    if (is_flac(wav.fd(), name)) throw Error(name, "it is FLAC already", "name a WAV file");
    WavInfo info = read_wav_info(wav.fd(), name);
    if (!info.format) throw refused("its sound is " + info.format_name);
    if (const auto why = flac_refusal(*info.format); !why.empty())
        throw refused("its sound is " + why);
    if (!info.complete || info.data_bytes % info.frame_bytes != 0 ||
        (info.note && !info.note->closed))
        throw Error(name, "its header does not hold", "redstart repair " + name + " tells more");
    if (info.frames == 0) throw refused("there is no sound in it");
    return info;
}

/// Which loudspeaker each channel belongs to, where the file names any, under the name that flac
/// and players know.
std::optional<std::string> channel_mask(const WavPieces& pieces) {
    constexpr std::uint16_t extensible = 0xFFFE;
    constexpr std::size_t head = 8, mask_at = head + 20;
    for (const std::span<const std::byte> piece : pieces.pieces) {
        if (load_text(piece, 0, 4) != "fmt " || piece.size() < mask_at + 4 ||
            load<std::uint16_t>(piece, head) != extensible)
            continue;
        const unsigned mask = load<std::uint32_t>(piece, mask_at);
        if (mask == 0) return {};
        char text[48];
        std::snprintf(text, sizeof text, "WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x%04X", mask);
        return text;
    }
    return {};
}

FlacMetadata metadata_of(WavPieces pieces, std::uint64_t wav_bytes) {
    FlacMetadata metadata;
    metadata.comments.push_back(std::string(sha256_comment) + std::string(sha256_digits, '0'));
    if (pieces.lacks_pad)
        metadata.comments.push_back(std::string(size_comment) + std::to_string(wav_bytes));
    if (const auto mask = channel_mask(pieces)) metadata.comments.push_back(*mask);
    metadata.pieces = std::move(pieces.pieces);
    return metadata;
}

/// Holds a FLAC file against the WAV file that it is of.
class Proof {
public:
    Proof(const OriginalFile& wav, const WavInfo& info, int flac, const fs::path& name)
        : wav_(wav), info_(info), flac_(flac), name_(name) {}

    /// What of it differs, in words; nothing: it is all there. Told of each block: `tell`.
    template <class Tell>
    const char* difference(const std::string& sha256, const Tell& tell) const {
        FlacFrames frames(name_);
        const auto decoded = sound_digest(
            frames, [&](std::uint64_t done, std::uint64_t) { return tell(done), true; });
        if (decoded != sha256 || frames.flac().sha256 != sha256) return "the sound";
        return has_the_rest(frames.flac()) ? nullptr : "what stands beside the sound";
    }

private:
    /// What is not sound, and that nothing is missing between.
    bool has_the_rest(const FlacInfo& flac) const {
        const UniqueFd kept = wav_without_sound(flac_, name_, flac);
        const std::uint64_t sound_end = info_.data_offset + info_.data_bytes;
        return kept && is_same(kept.get(), 0, info_.data_offset) &&
               is_same(kept.get(), sound_end, wav_.bytes() - sound_end) &&
               read_wav_info(kept.get(), name_).file_bytes == wav_.bytes();
    }

    bool is_same(int kept, std::uint64_t offset, std::uint64_t bytes) const {
        std::vector<std::byte> one(block_bytes), other(block_bytes);
        for (const std::uint64_t end = offset + bytes; offset < end;) {
            const auto now =
                static_cast<std::size_t>(std::min<std::uint64_t>(block_bytes, end - offset));
            const auto a = std::span(one).first(now), b = std::span(other).first(now);
            if (read_at(kept, name_, offset, a) != now ||
                read_at(wav_.fd(), wav_.name(), offset, b) != now || !std::ranges::equal(a, b))
                return false;
            offset += now;
        }
        return true;
    }

    const OriginalFile& wav_;
    const WavInfo& info_;
    const int flac_;
    const std::string name_;
};

void hold(const OriginalFile& wav, const std::string& recorded, const std::string& sha256) {
    if (!recorded.empty() && recorded != sha256)
        throw Error(wav.name(), "its sound is not what was recorded: its digest differs",
                    "take it from a copy, or record it again");
}

class ToFlac {
public:
    ToFlac(const fs::path& wav, Original original, const GoOn& go_on)
        : wav_(wav, original),
          info_(info_of(wav_)),
          format_(*info_.format),
          go_on_(go_on),
          flac_(flac_of(wav)) {}

    Converted done(const std::string& recorded) {
        const std::string sha256 = encode();
        hold(wav_, recorded, sha256);
        wav_.hold_to_sidecar(format_, info_.frames, sha256);
        note(sha256);
        flac_.sync();
        prove(sha256);
        wav_.expect_unchanged();
        flac_.publish(wav_.changed());
        wav_.conclude();
        const fs::path file = flac_of(wav_.name());
        return {file, format_, info_.frames, wav_.bytes(), flac_.bytes(), sha256};
    }

private:
    void tell(std::uint64_t done) const {
        if (go_on_ && !go_on_(done, 2 * info_.data_bytes)) throw stopped(wav_.name());
    }

    std::string encode() {
        FlacEncoder encoder(
            flac_.fd(), flac_.making(), format_, info_.frames,
            metadata_of(pieces_of_wav(wav_.fd(), wav_.name(), info_), wav_.bytes()));
        Sha256 sha256;
        std::vector<std::byte> block(format_.bytes(format_.frames_in(block_bytes))); // in memory
        for (std::uint64_t done = 0; done < info_.data_bytes;) {
            const auto now = std::span(block).first(static_cast<std::size_t>(
                std::min<std::uint64_t>(block.size(), info_.data_bytes - done)));
            if (read_at(wav_.fd(), wav_.name(), info_.data_offset + done, now) < now.size())
                wav_.expect_unchanged();
            sha256.add(now);
            encoder.write(now);
            done += now.size();
            flac_.sync_a_portion(done / 2);
            ::posix_fadvise(wav_.fd(), 0, static_cast<off_t>(info_.data_offset + done),
                            POSIX_FADV_DONTNEED);
            tell(done);
        }
        encoder.finish();
        return sha256.digits();
    }

    /// In the place that the encoder left for it.
    void note(const std::string& sha256) {
        const FlacInfo flac = read_flac_info(flac_.fd(), flac_.making());
        std::array parts = {part(std::as_bytes(std::span(sha256)))};
        const Written written = write_at(flac_.fd(), flac.sha256_offset, parts);
        if (written.error) throw storage_error(flac_.making(), written.error.value());
    }

    void prove(const std::string& sha256) const {
        const auto tell_more = [this](std::uint64_t done) { tell(info_.data_bytes + done); };
        const Proof proof(wav_, info_, flac_.fd(), flac_.making());
        if (const char* what = proof.difference(sha256, tell_more))
            throw Error(flac_.making(),
                        what + std::string(" came back from the card other than it was written"),
                        "try again; if it happens again, the card or the memory is bad");
    }

    const OriginalFile wav_;
    const WavInfo info_;
    const AudioFormat format_;
    const GoOn& go_on_;
    NewSound flac_;
};

/// File and name: neither needs to be there yet; and what is read then is read from there.
void bring_to_card(const OriginalFile& file) {
    const UniqueFd folder = open_folder_of(file.name());
    if (const auto error = sync_renamed(folder.get(), file.fd()))
        throw storage_error(file.name(), error.value());
    ::posix_fadvise(file.fd(), 0, 0, POSIX_FADV_DONTNEED);
}

} // namespace

fs::path flac_of(const fs::path& wav) {
    const std::string name = wav.filename();
    if (!is_wav_of_any_recorder(name) || name.ends_with(".part")) return fs::path(wav) += ".flac";
    return fs::path(wav).replace_extension(".flac");
}

Converted to_flac(const fs::path& wav, Original original, const GoOn& go_on,
                  const std::string& sha256) {
    if (original == Original::goes && is_there(flac_of(wav))) {
        const OriginalFile file(wav, original);
        Converted made = prove_flac(wav, sha256, go_on);
        file.conclude();
        return made;
    }
    return ToFlac(wav, original, go_on).done(sha256);
}

Converted prove_flac(const fs::path& wav, const std::string& sha256, const GoOn& go_on) {
    const OriginalFile original(wav, Original::stays);
    const WavInfo info = info_of(original);
    const auto tell = [&](std::uint64_t done) {
        if (go_on && !go_on(done, 2 * info.data_bytes)) throw stopped(wav);
    };
    const auto block = std::make_unique<DigestBlock>();
    const auto digest =
        sound_digest(original.fd(), wav, info, *block,
                     [&](std::uint64_t done, std::uint64_t) { return tell(done), true; });
    hold(original, sha256, *digest);
    const OriginalFile flac(flac_of(wav), Original::stays);
    bring_to_card(flac);
    const char* what =
        Proof(original, info, flac.fd(), flac.name()).difference(*digest, [&](std::uint64_t done) {
            tell(info.data_bytes + done);
        });
    if (what != nullptr)
        throw Error(flac.name(), what + std::string(" is not that of ") + wav.string(),
                    "move one of the two away");
    return {flac.name(), *info.format, info.frames, original.bytes(), flac.bytes(), *digest};
}

} // namespace redstart
