// A data set laid out as training tools read it.
#pragma once

#include "dataset/export_check.hpp"
#include "dataset/export_folder.hpp"
#include "dataset/export_split.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {

enum class ExportFormat : std::uint8_t {
    audiofolder, // Hugging Face datasets
    commonvoice, // Mozilla Common Voice
    kaldi,
    ljspeech,
    nemo, // NVIDIA NeMo
    webdataset,
};
std::optional<ExportFormat> export_format(std::string_view name) noexcept;

struct ExportOptions {
    std::filesystem::path folder, out;
    ExportFormat format = ExportFormat::audiofolder;
    SplitWish split;
    bool with_gaps = false; // takes that lost frames go too
    bool copy = false;      // no hard links
    std::uint64_t shard_bytes =
        1'000'000'000; // of webdataset; a larger take has a shard of its own
};

struct ExportResult {
    struct Part {
        std::string name; // "" where all is one
        std::size_t takes = 0;
        double seconds = 0;
    };
    std::vector<Part> parts;
    std::filesystem::path folder; // absolute
    enum class How : std::uint8_t { links, copies, shards } how = How::links;

    std::size_t takes() const noexcept;
    double seconds() const noexcept;
};

/// All takes of the folder, or none and an Error: the folder `out` is there when it is whole.
/// `progress` is called for the reading first, then for the making.
ExportResult export_data_set(const ExportOptions& options, const ExportRemark& remark,
                             const ExportProgress& progress = {});

} // namespace redstart
