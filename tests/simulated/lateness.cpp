// The histogram lies in memory until the microphone is closed.
#include "simulated/lateness.hpp"

#include <algorithm>
#include <bit>
#include <fstream>

namespace redstart {

Lateness::~Lateness() {
    std::ofstream file(file_);
    for (std::size_t i = 0; i < counts_.size(); ++i)
        if (counts_[i] > 0) file << (std::uint64_t{1} << i) << ' ' << counts_[i] << '\n';
}

void Lateness::note(std::chrono::nanoseconds late) noexcept {
    const auto whole = std::chrono::ceil<std::chrono::microseconds>(late).count();
    const auto power =
        std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(1, whole) - 1));
    ++counts_[std::min(counts_.size() - 1, static_cast<std::size_t>(power))];
}

} // namespace redstart
