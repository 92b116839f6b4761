// A repair touches the header alone, and after it nothing is left to do.
#include "wav/repair.hpp"
#include "fuzz/input.hpp"

#include <redstart/error.hpp>

#include <algorithm>

namespace redstart {
namespace {

/// That each byte from the sound on is the one that it was, but for a piece of a frame that went
/// and a pad byte that came.
void require_same_sound(const InputFile& file, std::span<const std::uint8_t> before,
                        const WavRepair& repair) {
    std::vector<std::byte> now(before.size());
    now.resize(read_at(file.fd(), "input", 0, now));
    const std::size_t end = std::min<std::size_t>(before.size(), repair.file_bytes);
    require(now.size() >= end && before.size() - end < repair.before.frame_bytes + 1);
    for (std::size_t at = repair.before.data_offset; at < end; ++at)
        require(std::to_integer<std::uint8_t>(now[at]) == before[at]);
}

void plan_and_apply(std::span<const std::uint8_t> bytes) {
    const InputFile file(bytes);
    const WavRepair repair = plan_repair(file.fd(), "input");
    if (!repair.is_needed) return;
    repair_wav(file.fd(), "input", repair);
    require_same_sound(file, bytes, repair);
    const WavRepair again = plan_repair(file.fd(), "input");
    require(!again.is_needed);
    require(again.data_bytes == repair.data_bytes);
    require(again.before.complete);
}

} // namespace
} // namespace redstart

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        redstart::plan_and_apply({data, size});
    } catch (const redstart::Error&) { // says why it cannot be repaired
    }
    return 0;
}
