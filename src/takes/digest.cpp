// Reads in blocks and hands each back to the kernel: a long take must not push out what is in use.
#include "takes/digest.hpp"

#include "takes/sha256.hpp"
#include "wav/flac_frames.hpp"
#include "wav/loudness_meter.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>

namespace redstart {

std::string Sha256::digits() {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    ::sha256_digest(&context_, digest.size(), digest.data());
    std::string hex;
    for (const std::uint8_t byte : digest) {
        char digits[4];
        std::snprintf(digits, sizeof digits, "%02x", byte);
        hex += digits;
    }
    return hex;
}

std::optional<std::string> sound_digest(int fd, const std::string& name, const WavInfo& info,
                                        DigestBlock& block, const GoOn& go_on,
                                        LoudnessMeter* loudness) {
    Sha256 sha256;
    for (std::uint64_t done = 0; done < info.data_bytes;) {
        const std::uint64_t place = info.data_offset + done;
        const auto wanted = std::min<std::uint64_t>(block.size(), info.data_bytes - done);
        const std::size_t got =
            read_at(fd, name, place, std::span(block).first(static_cast<std::size_t>(wanted)));
        if (got == 0)
            throw Error(name, "became shorter meanwhile", "end what changes it, and try again");
        sha256.add(std::span(block).first(got));
        if (loudness != nullptr) loudness->add(std::span(block).first(got));
        ::posix_fadvise(fd, static_cast<off_t>(place), static_cast<off_t>(got),
                        POSIX_FADV_DONTNEED);
        done += got;
        if (go_on && !go_on(done, info.data_bytes)) return {};
    }
    return sha256.digits();
}

std::optional<std::string> sound_digest(FlacFrames& frames, const GoOn& go_on) {
    const AudioFormat& format = frames.format();
    const auto of = format.file_bytes(frames.info().frames);
    std::vector<std::byte> block(sizeof(DigestBlock));
    Sha256 sha256;
    std::uint64_t done = 0;
    while (const Frames now = frames.read(block)) {
        sha256.add(std::span(block).first(format.bytes(now)));
        done += format.file_bytes(now);
        if (go_on && !go_on(done, of)) return {};
    }
    return sha256.digits();
}

} // namespace redstart
