// manifest.jsonl: what is in a data set, a line for each take that was kept.
#pragma once

#include "dataset/line_file.hpp"

#include <redstart/format.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace redstart {

constexpr const char* manifest_name = "manifest.jsonl";

struct ManifestLine {
    std::string id;   // of the prompt
    std::string file; // relative to the folder
    std::string text, label, speaker;
    std::string session; // id of the session in which it was recorded
    std::string start;   // UTC, of its first frame; empty where the clock was not set
    double seconds = 0;
    AudioFormat format;
    std::optional<double> peak_dbfs, rms_dbfs; // nothing: digital silence
    unsigned clips = 0, gaps = 0, attempts = 1;
    std::string sha256;   // of the sound, as in the sidecar
    std::string replaces; // the `file` of the line that this one stands for; empty for most
    std::size_t line = 0; // of the file that it was read from, from 1
};

/// id, file, text, label, speaker, session, start, seconds, rate, channels, format, peak_dbfs,
/// rms_dbfs, clips, gaps, attempts, sha256, and replaces where there is one: in this order.
JsonLine to_json(const ManifestLine& line);

/// Nothing where it names no file; what else is missing or of another type is left empty.
std::optional<ManifestLine> manifest_line(const Line& json);

class Manifest {
public:
    /// Opens or makes the one of a folder. Throws Error as LineFile, and for a line that names no
    /// file in it.
    explicit Manifest(const std::filesystem::path& folder);

    /// On the card when it returns. Throws Error.
    void append(const ManifestLine& line);

    /// The newest line for that prompt of that speaker; null where there is none.
    const ManifestLine* find(const std::string& speaker, const std::string& id) const;
    bool names(const std::string& file) const { return lines_by_file_.contains(file); }

private:
    void learn(ManifestLine line);

    std::map<std::string, ManifestLine> lines_by_file_;
    std::map<std::pair<std::string, std::string>, std::string> files_; // by speaker and id
    LineFile file_;
};

/// All lines of a folder's manifest that no later one replaces, in their order. Nothing is written.
/// Throws Error.
std::vector<ManifestLine> read_manifest(const std::filesystem::path& folder);

} // namespace redstart
