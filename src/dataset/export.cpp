// Reads and checks everything before anything is made.
#include "dataset/export.hpp"

#include "dataset/export_layout.hpp"
#include "dataset/manifest.hpp"
#include "disk/lookup.hpp"

#include <array>
#include <numeric>
#include <utility>

namespace redstart {
namespace {

namespace fs = std::filesystem;

struct Layout {
    std::string_view name;
    ExportFormat format;
    bool needs_text, needs_wav;
    void (*lay_out)(ExportJob&);
};

constexpr std::array layouts = {
    Layout{"audiofolder", ExportFormat::audiofolder, false, false, lay_out_audiofolder},
    Layout{"commonvoice", ExportFormat::commonvoice, true, false, lay_out_commonvoice},
    Layout{"kaldi", ExportFormat::kaldi, true, false, lay_out_kaldi},
    Layout{"ljspeech", ExportFormat::ljspeech, true, true, lay_out_ljspeech},
    Layout{"nemo", ExportFormat::nemo, true, false, lay_out_nemo},
    Layout{"webdataset", ExportFormat::webdataset, false, false, lay_out_webdataset},
};

/// The next export would take its copies for takes.
void refuse_within(const fs::path& folder, const fs::path& out) {
    std::error_code unknown;
    const fs::path inner = fs::weakly_canonical(out, unknown),
                   outer = fs::weakly_canonical(folder, unknown);
    const auto [at, end] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
    if (at == outer.end()) throw Error(out, "in the folder of the takes", "name one outside of it");
}

ExportResult::How how(const ExportOptions& options, const ExportFolder& out) {
    if (options.format == ExportFormat::webdataset) return ExportResult::How::shards;
    return out.has_copies() ? ExportResult::How::copies : ExportResult::How::links;
}

ExportResult::Part part_of(const ExportPart& part, const std::vector<ExportTake>& takes) {
    ExportResult::Part result{part.name, part.takes.size(), 0};
    for (const std::size_t i : part.takes) result.seconds += takes[i].seconds();
    return result;
}

} // namespace

std::optional<ExportFormat> export_format(std::string_view name) noexcept {
    for (const Layout& layout : layouts)
        if (layout.name == name) return layout.format;
    return {};
}

std::size_t ExportResult::takes() const noexcept {
    std::size_t sum = 0;
    for (const Part& part : parts) sum += part.takes;
    return sum;
}

double ExportResult::seconds() const noexcept {
    double sum = 0;
    for (const Part& part : parts) sum += part.seconds;
    return sum;
}

ExportResult export_data_set(const ExportOptions& options, const ExportRemark& remark,
                             const ExportProgress& progress) {
    const Layout& layout = layouts.at(static_cast<std::size_t>(options.format));
    refuse_within(options.folder, options.out);
    std::vector<ExportTake> takes = takes_in(options.folder);
    ExportFolder out(options.out, remark);
    if (options.copy) out.copy_all();
    check_takes(options.folder, takes, {layout.needs_text, layout.needs_wav, options.with_gaps},
                progress);
    const Split split = split_takes(takes, options.split);
    if (!split.remark.empty()) remark(split.remark);
    ExportJob job(options, takes, split.parts, out, remark, progress);
    layout.lay_out(job);
    out.finish();

    ExportResult result;
    result.folder = out.path();
    result.how = how(options, out);
    for (const ExportPart& part : split.parts) result.parts.push_back(part_of(part, takes));
    return result;
}

} // namespace redstart
