// `redstart verify`: whether a take is what its header and its sidecar say.
#include "takes/verify.hpp"

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/file_run.hpp"
#include "app/progress.hpp"
#include "base/units.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace redstart {
namespace {

using nlohmann::json;

double seconds(const Verdict& verdict) {
    const AudioFormat rate{verdict.info.rate, 1, SampleFormat::s16_le};
    return std::chrono::duration<double>(rate.duration(verdict.info.frames)).count();
}

std::string_view to_string(Verdict::Digest digest) {
    switch (digest) {
    case Verdict::Digest::matches:
        return "digest matches";
    case Verdict::Digest::differs:
        return "digest differs";
    case Verdict::Digest::not_made:
        return "no digest yet";
    case Verdict::Digest::no_sidecar:
        return "no sidecar";
    }
    return "no sidecar";
}

/// Gaps as its sidecar tells them, or as its cue points do where it has none.
std::size_t gaps(const Verdict& verdict) {
    if (verdict.sidecar) return verdict.sidecar->gaps();
    return static_cast<std::size_t>(
        std::count_if(verdict.info.marks.begin(), verdict.info.marks.end(),
                      [](const WavMark& mark) { return mark.label.starts_with("gap: "); }));
}

void print(const std::string& file, const Verdict& verdict) {
    if (verdict.faults.empty()) {
        const std::size_t count = gaps(verdict);
        std::printf("%s: ok, %.1f s, %zu %s, %s\n", file.c_str(), seconds(verdict), count,
                    count == 1 ? "gap" : "gaps", to_string(verdict.digest).data());
        return;
    }
    std::printf("%s: FAULTY", file.c_str());
    for (const char* join = ": "; const std::string& fault : verdict.faults)
        std::printf("%s%s", std::exchange(join, "; "), fault.c_str());
    const bool wants_header =
        !verdict.info.complete || (verdict.info.note && !verdict.info.note->closed);
    std::puts(wants_header ? ("; redstart repair " + file + " tells what can be done").c_str()
                           : "");
}

json to_json(const std::string& file, const Verdict& verdict) {
    return {{"file", file},
            {"ok", verdict.faults.empty()},
            {"faults", verdict.faults},
            {"seconds", seconds(verdict)},
            {"frames", verdict.info.frames},
            {"gaps", gaps(verdict)},
            {"sidecar", verdict.sidecar.has_value()},
            {"digest", to_string(verdict.digest)}};
}

Verdict verify_with_progress(const std::string& file) {
    Progress progress;
    return verify_take(file, [&](std::uint64_t done, std::uint64_t of) {
        progress.show(done, of);
        return true;
    });
}

int verify(const FileOptions& options) {
    FileRun run;
    json all = json::array();
    run.each(with_folders_opened(options.files, run), [&](const std::string& file) {
        try {
            const Verdict verdict = verify_with_progress(file);
            if (!verdict.faults.empty()) run.fail();
            if (options.as_json)
                all.push_back(to_json(file, verdict));
            else
                print(file, verdict);
        } catch (const Error& error) {
            all.push_back({{"file", file}, {"ok", false}, {"faults", {error.what()}}});
            throw;
        }
    });
    if (options.as_json) print_list(all);
    return run.code();
}

} // namespace

void add_verify(CommandLine& program) {
    auto options = std::make_shared<FileOptions>();
    Command command = program.add(
        "verify", "hold takes to their headers, and to their sidecars with the digest of the sound",
        [options] { return verify(*options); });
    options->add_to(command);
    command.footer("Exit code 1 where something does not hold.");
}

} // namespace redstart
