// The sidecars of takes that are over: finished in idle time, and dated once the clock is set.
#pragma once

#include "takes/finish_sidecar.hpp"

#include <filesystem>
#include <memory>
#include <set>

namespace redstart {

/// Belongs to the folder thread. What cannot be finished is logged once, and left.
class SidecarJobs {
public:
    explicit SidecarJobs(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// There may be takes whose sidecar is not finished.
    void look_again() noexcept { is_due_ = true; }

    /// Does what there is to do, as long as `go_on` lets it; the rest the next time. Costs nothing
    /// when there is nothing. Where it looks through the folder, `see` is shown each file.
    void attend(const GoOn& go_on, const See& see = {});

private:
    void date(const Timestamp& now);
    bool finish(const std::filesystem::path& wav, const GoOn& go_on);
    void complain(const std::filesystem::path& about, const std::string& what);

    const std::filesystem::path folder_;
    const std::unique_ptr<DigestBlock> block_ =
        std::make_unique<DigestBlock>(); // of zeros: touched
    bool is_due_ = true, is_dated_ = false;
    std::set<std::filesystem::path> told_;
};

} // namespace redstart
