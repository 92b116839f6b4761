// What every layout of an export is made from, and the six of them.
#pragma once

#include "dataset/export.hpp"
#include "dataset/line_file.hpp"
#include "dataset/new_file.hpp"

#include <string>
#include <vector>

namespace redstart {

/// The takes with a name for each, and the folder that they go to. Belongs to one thread.
class ExportJob {
public:
    ExportJob(const ExportOptions& options, const std::vector<ExportTake>& takes,
              const std::vector<ExportPart>& parts, ExportFolder& out, const ExportRemark& remark,
              const ExportProgress& progress);

    const std::vector<ExportTake>& takes() const noexcept { return takes_; }
    const std::vector<ExportPart>& parts() const noexcept { return parts_; }
    const ExportOptions& options() const noexcept { return options_; }
    void remark(const std::string& text) const { remark_(text); }

    /// Of a take: its file's name without the ending, made unique; with it.
    const std::string& key(std::size_t take) const { return keys_[take]; }
    std::string file(std::size_t take) const { return keys_[take] + takes_[take].ending(); }

    /// "train/" in front of the file's name; nothing where all is one part.
    static std::string in(const ExportPart& part, const std::string& file);

    /// A link or copy of the take is there under that name.
    void add(std::size_t take, const std::string& file);
    FileBelow open(std::size_t take) const;
    void tell() const; // how far it is, also within a long one
    void tell_done();  // another take is done
    NewFile make(const std::string& file) { return NewFile(out_.place(file)); }
    std::filesystem::path place(const std::string& file) { return out_.place(file); }
    /// Where a file will be for its readers.
    std::string path(const std::string& file) const { return out_.path() / file; }

private:
    const ExportOptions& options_;
    const std::vector<ExportTake>& takes_;
    const std::vector<ExportPart>& parts_;
    ExportFolder& out_;
    const ExportRemark& remark_;
    const ExportProgress& progress_;
    const UniqueFd folder_;
    std::vector<std::string> keys_;
    std::size_t done_ = 0;
};

void lay_out_audiofolder(ExportJob& job);
void lay_out_commonvoice(ExportJob& job);
void lay_out_kaldi(ExportJob& job);
void lay_out_ljspeech(ExportJob& job);
void lay_out_nemo(ExportJob& job);
void lay_out_webdataset(ExportJob& job);

} // namespace redstart
