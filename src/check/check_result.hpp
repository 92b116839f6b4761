// What one check of `redstart doctor` found.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace redstart {

struct CheckResult {
    enum class Verdict : std::uint8_t {
        ok,
        warn,     // a recording works, and may be worse than it could
        no_go,    // it does not
        not_here, // there is no such part
    };

    std::string name;
    Verdict verdict = Verdict::ok;
    std::string value; // the figure; empty where there is none
    std::string text;  // what it means, and the one thing to do about it
};

constexpr std::string_view to_string(CheckResult::Verdict verdict) noexcept {
    switch (verdict) {
    case CheckResult::Verdict::ok:
        return "ok";
    case CheckResult::Verdict::warn:
        return "warn";
    case CheckResult::Verdict::no_go:
        return "no-go";
    case CheckResult::Verdict::not_here:
        return "not-here";
    }
    return "not-here";
}

} // namespace redstart
