// Lines to JSON and back; the newest line of a prompt is the one that counts.
#include "dataset/manifest.hpp"

#include "dataset/take_place.hpp"

#include <algorithm>
#include <set>

namespace redstart {
namespace {

Line or_null(const std::optional<double>& value) {
    return value ? Line(*value) : Line();
}

std::string text(const Line& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<double> number(const Line& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number()) return {};
    return found->get<double>();
}

unsigned count(const Line& json, const char* key, unsigned most, unsigned otherwise) {
    const auto value = number(json, key);
    return value && *value >= 0 && *value <= most ? static_cast<unsigned>(*value) : otherwise;
}

ManifestLine checked(const std::filesystem::path& file, const Line& json, std::size_t number) {
    const std::string place = file.string() + ":" + std::to_string(number);
    auto line = manifest_line(json);
    if (!line) throw Error(place, "names no file", "take it out");
    if (const std::string fault = path_fault(line->file); !fault.empty())
        throw Error(place, fault, "correct the line, or take it out");
    line->line = number;
    return *std::move(line);
}

} // namespace

JsonLine to_json(const ManifestLine& line) {
    JsonLine json = {{"id", line.id},
                     {"file", line.file},
                     {"text", line.text},
                     {"label", line.label},
                     {"speaker", line.speaker},
                     {"session", line.session},
                     {"start", line.start.empty() ? Line() : Line(line.start)},
                     {"seconds", line.seconds},
                     {"rate", line.format.rate},
                     {"channels", line.format.channels},
                     {"format", to_string(line.format.sample)},
                     {"peak_dbfs", or_null(line.peak_dbfs)},
                     {"rms_dbfs", or_null(line.rms_dbfs)},
                     {"clips", line.clips},
                     {"gaps", line.gaps},
                     {"attempts", line.attempts},
                     {"sha256", line.sha256}};
    if (!line.replaces.empty()) json.add("replaces", line.replaces);
    return json;
}

std::optional<ManifestLine> manifest_line(const Line& json) {
    ManifestLine line;
    line.file = text(json, "file");
    if (line.file.empty()) return {};
    line.id = text(json, "id");
    line.text = text(json, "text");
    line.label = text(json, "label");
    line.speaker = text(json, "speaker");
    line.session = text(json, "session");
    line.start = text(json, "start");
    line.seconds = number(json, "seconds").value_or(0);
    line.format.rate = count(json, "rate", AudioFormat::max_rate, 0);
    line.format.channels = count(json, "channels", AudioFormat::max_channels, 0);
    line.format.sample = sample_format(text(json, "format")).value_or(SampleFormat::s16_le);
    line.peak_dbfs = number(json, "peak_dbfs");
    line.rms_dbfs = number(json, "rms_dbfs");
    line.clips = count(json, "clips", 1'000'000'000, 0);
    line.gaps = count(json, "gaps", 1'000'000'000, 0);
    line.attempts = count(json, "attempts", 1'000'000'000, 1);
    line.sha256 = text(json, "sha256");
    line.replaces = text(json, "replaces");
    return line;
}

Manifest::Manifest(const std::filesystem::path& folder)
    : file_(folder / manifest_name, [&](const Line& json, std::size_t number) {
          learn(checked(folder / manifest_name, json, number));
      }) {}

void Manifest::append(const ManifestLine& line) {
    file_.append(to_json(line));
    learn(line);
}

void Manifest::learn(ManifestLine line) {
    files_[{line.speaker, line.id}] = line.file;
    lines_by_file_[line.file] = std::move(line);
}

const ManifestLine* Manifest::find(const std::string& speaker, const std::string& id) const {
    const auto file = files_.find({speaker, id});
    return file == files_.end() ? nullptr : &lines_by_file_.at(file->second);
}

std::vector<ManifestLine> read_manifest(const std::filesystem::path& folder) {
    std::vector<ManifestLine> lines;
    std::set<std::string> files;
    std::map<std::string, std::size_t> replaced; // by file: the line that says so
    read_line_file(folder / manifest_name, [&](const Line& json, std::size_t number) {
        lines.push_back(checked(folder / manifest_name, json, number));
        const ManifestLine& line = lines.back();
        if (files.contains(line.replaces)) replaced[line.replaces] = number;
        files.insert(line.file);
    });
    std::erase_if(lines, [&](const ManifestLine& line) {
        const auto found = replaced.find(line.file);
        return found != replaced.end() && line.line < found->second;
    });
    return lines;
}

} // namespace redstart
