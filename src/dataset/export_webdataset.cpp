// WebDataset, https://github.com/webdataset/webdataset: shards of tar, a sample being the members
// of one key, which ends at the first dot.
#include "dataset/export_layout.hpp"
#include "dataset/tar_file.hpp"
#include "disk/storage.hpp"

#include <cerrno>
#include <cstdio>
#include <optional>
#include <sys/stat.h>

namespace redstart {
namespace {

std::string shard_name(const ExportPart& part, unsigned number) {
    char digits[16];
    std::snprintf(digits, sizeof digits, "-%06u.tar", number);
    return (part.name.empty() ? "takes" : part.name) + digits;
}

std::string description(const ExportTake& take, const std::string& key) {
    return JsonLine({{"id", take.id.empty() ? key : take.id},
                     {"text", take.text},
                     {"label", take.label},
                     {"speaker", take.speaker},
                     {"start", take.start.empty() ? Line() : Line(take.start)},
                     {"seconds", take.seconds()},
                     {"rate", take.rate},
                     {"channels", take.channels},
                     {"gaps", take.gaps},
                     {"sha256", take.sha256.empty() ? Line() : Line(take.sha256)}})
               .text() +
           "\n";
}

std::uint64_t size_of(const FileBelow& file) {
    struct stat status {};
    if (::fstat(file.fd.get(), &status) != 0) throw reading_error(file.name, errno);
    return static_cast<std::uint64_t>(status.st_size);
}

} // namespace

void lay_out_webdataset(ExportJob& job) {
    for (const ExportPart& part : job.parts()) {
        std::optional<TarFile> shard;
        unsigned shards = 0;
        for (const std::size_t i : part.takes) {
            const FileBelow file = job.open(i);
            const std::uint64_t bytes = size_of(file);
            if (shard && shard->bytes() + bytes > job.options().shard_bytes) {
                shard->close();
                shard.reset();
            }
            if (!shard) shard.emplace(job.place(shard_name(part, shards++)));
            shard->add_file(job.file(i), file.fd.get(), bytes, [&job] { job.tell(); });
            shard->add(job.key(i) + ".json", description(job.takes()[i], job.key(i)));
            job.tell_done();
        }
        if (shard) shard->close();
    }
}

} // namespace redstart
