// Takes for the tests of redstart-web, of any format and content.
#pragma once

#include "support/scratch.hpp"
#include "takes/sha256.hpp"
#include "takes/sidecar.hpp"
#include "wav/header.hpp"

#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <numbers>

namespace redstart {

inline Bytes joined(std::span<const std::byte> head, std::span<const std::byte> rest) {
    Bytes all(head.begin(), head.end());
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
}

/// A file as other recorders write it: 44 bytes or so, then the sound.
inline void put_wav(const std::filesystem::path& file, const AudioFormat& format,
                    std::span<const std::byte> sound) {
    put(file, joined(stream_header(format, format.frames_in(sound.size())), sound));
}

/// One of Redstart's, finished.
inline void put_take(const std::filesystem::path& file, const AudioFormat& format,
                     std::span<const std::byte> sound) {
    HeaderPage header = file_header(format, "boot");
    set_sizes(header, sound.size());
    set_closed(header);
    put(file, joined(header, sound));
}

inline std::string digest(std::span<const std::byte> sound) {
    Sha256 sha;
    sha.add(sound);
    return sha.digits();
}

inline void put_sidecar(const std::filesystem::path& json, const Sidecar& sidecar) {
    const std::string text = text_of(sidecar);
    put(json, std::as_bytes(std::span(text)));
}

/// 32 bits, the same in all channels.
inline Bytes tone(const AudioFormat& format, double hz, double level, Frames frames) {
    Bytes bytes(format.bytes(frames));
    for (Frames i = 0; i < frames; ++i) {
        const double turn = 2 * std::numbers::pi * hz * static_cast<double>(i) / format.rate;
        const auto value = static_cast<std::int32_t>(level * 0x7FFF'FF00 * std::sin(turn));
        for (unsigned c = 0; c < format.channels; ++c)
            store(bytes, static_cast<std::size_t>(i) * format.frame_bytes() + 4 * c,
                  std::bit_cast<std::uint32_t>(value));
    }
    return bytes;
}

/// Sound that never repeats within a file of a test.
inline Bytes noise(const AudioFormat& format, Frames frames) {
    Bytes bytes(format.bytes(frames));
    std::uint32_t state = 1;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        state = state * 1664525 + 1013904223;
        bytes[i] = static_cast<std::byte>(state >> 24);
    }
    if (format.sample != SampleFormat::float_le) return bytes;
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) { // numbers from -1 to 1
        const auto n = static_cast<std::int32_t>(load<std::uint32_t>(bytes, i));
        store(bytes, i, std::bit_cast<std::uint32_t>(static_cast<float>(n) / 2147483648.0F));
    }
    return bytes;
}

inline UniqueFd open_file(const std::filesystem::path& file) {
    return UniqueFd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
}

} // namespace redstart
