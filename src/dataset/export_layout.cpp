// The layouts that are a table beside a folder of takes.
#include "dataset/export_layout.hpp"

#include "dataset/export_names.hpp"
#include "dataset/one_line.hpp"
#include "dataset/table.hpp"
#include "dataset/take_place.hpp"
#include "disk/storage.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <fcntl.h>
#include <set>

namespace redstart {
namespace {

namespace fs = std::filesystem;

UniqueFd open_folder(const fs::path& folder) {
    UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) throw reading_error(folder, errno);
    return fd;
}

template <class Has>
bool any(const std::vector<ExportTake>& takes, Has has) {
    return std::ranges::any_of(takes, has);
}

std::string row_of(const std::vector<std::string>& cells, char between) {
    std::string row;
    for (const std::string& cell : cells) {
        if (&cell != &cells.front()) row += between;
        row += cell;
    }
    return row + '\n';
}

} // namespace

ExportJob::ExportJob(const ExportOptions& options, const std::vector<ExportTake>& takes,
                     const std::vector<ExportPart>& parts, ExportFolder& out,
                     const ExportRemark& remark, const ExportProgress& progress)
    : options_(options),
      takes_(takes),
      parts_(parts),
      out_(out),
      remark_(remark),
      progress_(progress),
      folder_(open_folder(options.folder)) {
    ExportNames names;
    for (const ExportTake& take : takes)
        keys_.push_back(names.add(fs::path(take.file).stem().string()));
}

std::string ExportJob::in(const ExportPart& part, const std::string& file) {
    return part.name.empty() ? file : part.name + "/" + file;
}

FileBelow ExportJob::open(std::size_t take) const {
    return open_below(folder_.get(), takes_[take].file);
}

void ExportJob::add(std::size_t take, const std::string& file) {
    out_.add(open(take), folder_.get(), file, [this] { tell(); });
    tell_done();
}

void ExportJob::tell() const {
    if (progress_) progress_(done_, takes_.size());
}

void ExportJob::tell_done() {
    ++done_;
    tell();
}

/// https://huggingface.co/docs/datasets/audio_dataset: metadata.csv beside the files of a part,
/// `file_name` relative to it. A folder per label, which readers without metadata take as label.
void lay_out_audiofolder(ExportJob& job) {
    const bool text = any(job.takes(), [](const ExportTake& take) { return !take.text.empty(); });
    const bool label = any(job.takes(), [](const ExportTake& take) { return !take.label.empty(); });
    const bool who = any(job.takes(), [](const ExportTake& take) { return !take.speaker.empty(); });
    const auto row = [=](const std::array<std::string, 4>& cells) {
        std::string line = csv_cell(cells[0]);
        if (text) line += "," + csv_cell(cells[1]);
        if (label) line += "," + csv_cell(cells[2]);
        if (who) line += "," + csv_cell(cells[3]);
        return line + "\r\n";
    };
    for (const ExportPart& part : job.parts()) {
        NewFile table = job.make(ExportJob::in(part, "metadata.csv"));
        table.append(row({"file_name", "text", "label", "speaker"}));
        for (const std::size_t i : part.takes) {
            const ExportTake& take = job.takes()[i];
            const std::string folder = take.label.empty() ? "" : path_part(take.label) + "/";
            job.add(i, ExportJob::in(part, folder + job.file(i)));
            table.append(row({folder + job.file(i), take.text, take.label, take.speaker}));
        }
        table.close();
    }
}

/// https://docs.nvidia.com/nemo: JSON lines; the paths are absolute, as all its versions read them.
void lay_out_nemo(ExportJob& job) {
    for (const ExportPart& part : job.parts()) {
        NewFile manifest = job.make((part.name.empty() ? "" : part.name + "_") + "manifest.json");
        for (const std::size_t i : part.takes) {
            const ExportTake& take = job.takes()[i];
            const std::string file = "audio/" + job.file(i);
            job.add(i, file);
            JsonLine line = {{"audio_filepath", job.path(file)},
                             {"duration", take.seconds()},
                             {"text", take.text}};
            if (!take.speaker.empty()) line.add("speaker", take.speaker);
            if (!take.label.empty()) line.add("label", take.label);
            manifest.append(line.text() + "\n");
        }
        manifest.close();
    }
}

/// https://keithito.com/LJ-Speech-Dataset: `id|text|normalised text`, no header, no quotes.
void lay_out_ljspeech(ExportJob& job) {
    std::set<std::string> speakers;
    std::size_t bars = 0;
    for (const ExportPart& part : job.parts()) {
        NewFile table = job.make(ExportJob::in(part, "metadata.csv"));
        for (const std::size_t i : part.takes) {
            std::string text = job.takes()[i].text;
            if (text.find('|') != text.npos) ++bars;
            std::ranges::replace(text, '|', ' ');
            text = one_line(text);
            job.add(i, ExportJob::in(part, "wavs/" + job.file(i)));
            table.append(row_of({job.key(i), text, text}, '|'));
            speakers.insert(job.takes()[i].speaker);
        }
        table.close();
    }
    if (bars > 0) job.remark(std::to_string(bars) + " texts with a |: a space is in its place");
    if (speakers.size() > 1)
        job.remark("ljspeech has no place for speakers: " + std::to_string(speakers.size()) +
                   " of them look like one");
}

/// https://commonvoice.mozilla.org: clips/, and a table of all with those of the parts beside it.
void lay_out_commonvoice(ExportJob& job) {
    const auto header = row_of({"client_id", "path", "sentence", "up_votes", "down_votes", "age",
                                "gender", "accents", "variant", "locale", "segment"},
                               '\t');
    const auto row = [&job](std::size_t i) {
        const ExportTake& take = job.takes()[i];
        return row_of({take.speaker, job.file(i), take.text, "0", "0", take.note("age"),
                       take.note("gender"), take.note("accents"), take.note("variant"),
                       take.note("locale"), take.note("segment")},
                      '\t');
    };
    NewFile all = job.make("validated.tsv");
    all.append(header);
    for (std::size_t i = 0; i < job.takes().size(); ++i) {
        job.add(i, "clips/" + job.file(i));
        all.append(row(i));
    }
    all.close();
    for (const ExportPart& part : job.parts()) {
        if (part.name.empty()) continue;
        NewFile table = job.make((part.name == "validation" ? "dev" : part.name) + ".tsv");
        table.append(header);
        for (const std::size_t i : part.takes) table.append(row(i));
        table.close();
    }
}

} // namespace redstart
