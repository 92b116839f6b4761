// What `redstart doctor` prints: a line a check, and the verdict; or JSON.
#pragma once

#include "check/check_result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace redstart {

class DoctorReport {
public:
    explicit DoctorReport(bool as_json) : as_json_(as_json) {}

    /// For people it is printed at once.
    void add(CheckResult result);

    /// Prints the verdict, and returns the exit code.
    int conclude();

    /// The object of --json.
    nlohmann::json to_json() const;

private:
    const char* verdict() const;

    bool as_json_;
    std::vector<CheckResult> results_;
};

} // namespace redstart
