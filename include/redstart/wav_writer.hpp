// Writes sound into a WAV file that is true at every moment.
#pragma once

#include <redstart/error.hpp>
#include <redstart/format.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace redstart {

/// `WavWriter writer("a.wav", {.rate = 44100, .channels = 1}); writer.write(sound);
/// writer.close();`
///
/// The file is `NAME.wav.part` until close() and has a true header from its first frames on, so any
/// player opens it, and a crash leaves all that was synced; complete_left_overs() makes it
/// NAME.wav. No file is ever overwritten. Beyond 4 GiB it becomes RF64 (EBU Tech 3306).
///
/// For one thread at a time; calls may wait for the card. After an Error of write() or sync() what
/// had been synced stays true, and only close() makes sense.
class WavWriter {
public:
    /// Makes NAME.wav.part; its folder has to exist. Throws Error: of the kind `exists` where
    /// NAME.wav or its .part is there, `format` where the format is out of AudioFormat's ranges.
    explicit WavWriter(const std::filesystem::path& file, const AudioFormat& format = {});
    ~WavWriter(); // closes; close() tells of what goes wrong
    WavWriter(const WavWriter&) = delete;
    WavWriter& operator=(const WavWriter&) = delete;

    /// Writes whole frames, and once a second syncs them. Throws Error: of the kind `full` where
    /// the card is, `format` where there is a piece of a frame, `state` after close().
    void write(std::span<const std::byte> frames);
    void write_silence(Frames frames);

    /// Labels a frame of the file, 0 is its first; 1024 labels of 95 bytes at most, more are left
    /// out.
    void mark(Frames at, std::string_view label);

    /// On return all that was written is on the card, and the header says so.
    void sync();

    /// sync(), the marks, and the final name. Without any frame there is no file. May be called
    /// again. Throws Error.
    void close();

    Frames frames() const noexcept; // written
    AudioFormat format() const noexcept;
    const std::filesystem::path& file() const noexcept; // its final name

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Sound in memory to a file in one call: `write_wav("a.wav", format, std::as_bytes(samples))`.
/// Throws Error as WavWriter does.
void write_wav(const std::filesystem::path& file, const AudioFormat& format,
               std::span<const std::byte> frames);

} // namespace redstart
