// The names of a take's files; this is the one place that spells their endings.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace redstart {

/// From any of a take's names all of them:
///   NAME.wav       its sound, finished
///   NAME.wav.part  its sound in the making
///   NAME.json      its sidecar
///   NAME.json.new  its sidecar, until it is whole
///   NAME.json.part its journal
///   NAME.keep      by which people keep it from being removed to make room
/// A sound may have another ending, as the user named it; its other files are called the same.
class TakePaths {
public:
    /// NAME.wav or NAME.wav.part.
    static TakePaths of_sound(const std::filesystem::path& file);
    /// NAME.wav itself, even where somebody gave it a name that ends in .part.
    static TakePaths of_finished(std::filesystem::path wav) { return TakePaths(std::move(wav)); }
    /// NAME.json or NAME.json.part.
    static TakePaths of_sidecar(const std::filesystem::path& file);
    static TakePaths of_name(std::filesystem::path name);

    const std::filesystem::path& wav() const noexcept { return wav_; }
    std::filesystem::path name() const; // without an ending
    std::filesystem::path part() const;
    std::filesystem::path sidecar() const;
    std::filesystem::path new_sidecar() const;
    std::filesystem::path journal() const;
    std::filesystem::path keep() const;

    /// What NAME.wav.part becomes where the names before are somebody's: NAME.wav,
    /// NAME_recovered.wav, NAME_recovered_2.wav ...
    std::filesystem::path recovered(int attempt) const;

private:
    explicit TakePaths(std::filesystem::path wav) : wav_(std::move(wav)) {}

    std::filesystem::path wav_;
};

bool is_wav(const std::filesystem::path& file) noexcept;     // *.wav
bool is_part(const std::filesystem::path& file) noexcept;    // *.wav.part
bool is_sidecar(const std::filesystem::path& file) noexcept; // *.json
bool is_journal(const std::filesystem::path& file) noexcept; // *.json.part

/// Whether a file is named as any recorder names WAV files, upper case too; a .part among them.
bool is_wav_of_any_recorder(const std::filesystem::path& file);

/// The NAME in a file name that begins as a take's do; nothing where it has neither .wav nor .json.
std::optional<std::string> take_name_in(const std::string& file_name);

/// "take.wav" is the first, then "take_002.wav", "take_003.wav" ...
std::filesystem::path numbered(const std::filesystem::path& file, unsigned number);

} // namespace redstart
