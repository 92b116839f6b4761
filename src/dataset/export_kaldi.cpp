// Kaldi's data folder, https://kaldi-asr.org/doc/data_prep.html: four tables, sorted by bytes.
#include "dataset/export_layout.hpp"

#include "dataset/export_names.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace redstart {
namespace {

struct Utterance {
    std::string id, speaker;
    std::size_t take = 0;
};

/// No `-` in it: "ann-1" then sorts as ann does among ann, ann2 and ann_b, for `-` is below all
/// that a speaker's name may have. Kaldi wants both orders to be one.
std::string speaker_part(std::string_view word) {
    std::string part = key_part(word);
    std::ranges::replace(part, '-', '_');
    return part;
}

/// Ids of speakers and utterances; a take without a speaker is its own, as Kaldi's page has it.
class Ids {
public:
    Utterance add(const ExportTake& take, const std::string& key, std::size_t place) {
        Utterance one;
        one.take = place;
        if (take.speaker.empty()) {
            one.id = one.speaker = speakers_.add(speaker_part(key));
            return one;
        }
        std::string& speaker = by_name_[take.speaker];
        if (speaker.empty()) speaker = speakers_.add(speaker_part(take.speaker));
        one.speaker = speaker;
        const std::string begin = key_part(take.speaker) + "_";
        const bool names_speaker = key.starts_with(begin) && key.size() > begin.size();
        const std::string rest = names_speaker ? key.substr(begin.size()) : key;
        one.id = speaker + "-" + utterances_[speaker].add(rest);
        return one;
    }

private:
    ExportNames speakers_{'_'};
    std::unordered_map<std::string, std::string> by_name_;
    std::unordered_map<std::string, ExportNames> utterances_; // by speaker
};

/// A word of a shell's command line.
std::string quoted(const std::string& path) {
    std::string word = "'";
    for (const char c : path) c == '\'' ? word += "'\\''" : word += c;
    return word + "'";
}

/// A file, or the command that makes a WAV file of it.
std::string source(const std::string& path) {
    return path.ends_with(".flac") ? "flac -c -d -s " + quoted(path) + " |" : path;
}

void lay_out(ExportJob& job, const ExportPart& part, const std::vector<Utterance>& utterances) {
    NewFile scp = job.make(ExportJob::in(part, "wav.scp"));
    NewFile text = job.make(ExportJob::in(part, "text"));
    NewFile utt2spk = job.make(ExportJob::in(part, "utt2spk"));
    NewFile spk2utt = job.make(ExportJob::in(part, "spk2utt"));
    std::map<std::string, std::string> spoken;
    for (const Utterance& one : utterances) {
        const ExportTake& take = job.takes()[one.take];
        const std::string file = ExportJob::in(part, "wav/" + one.id + take.ending());
        job.add(one.take, file);
        scp.append(one.id + " " + source(job.path(file)) + "\n");
        text.append(one.id + " " + take.text + "\n");
        utt2spk.append(one.id + " " + one.speaker + "\n");
        spoken[one.speaker] += " " + one.id;
    }
    for (const auto& [speaker, ids] : spoken) spk2utt.append(speaker + ids + "\n");
    for (NewFile* file : {&scp, &text, &utt2spk, &spk2utt}) file->close();
}

} // namespace

void lay_out_kaldi(ExportJob& job) {
    if (job.path("").find('|') != std::string::npos)
        throw Error(job.path(""), "Kaldi takes a path with | for a command", "name another folder");
    Ids ids;
    std::vector<Utterance> all;
    for (std::size_t i = 0; i < job.takes().size(); ++i)
        all.push_back(ids.add(job.takes()[i], job.key(i), i));
    for (const ExportPart& part : job.parts()) {
        std::vector<Utterance> utterances;
        for (const std::size_t i : part.takes) utterances.push_back(all[i]);
        std::ranges::sort(utterances, {}, &Utterance::id);
        lay_out(job, part, utterances);
    }
}

} // namespace redstart
