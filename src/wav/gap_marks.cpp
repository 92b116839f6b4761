// The other way round of gap_label().
#include "wav/gap_marks.hpp"

#include "audio/take_events.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace redstart {

std::optional<Gap> gap_of(const WavMark& mark, Frames file) noexcept {
    constexpr std::string_view before = "gap: ", behind = " frames, ";
    std::string_view text = mark.label;
    if (!text.starts_with(before)) return {};
    text.remove_prefix(before.size());
    Frames frames = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), frames);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (error != std::errc{} || !text.starts_with(behind)) return {};
    const auto cause = gap_cause(text.substr(behind.size()));
    if (!cause || frames <= 0 || mark.at >= file) return {};
    return Gap{mark.at, std::min(frames, file - mark.at), *cause};
}

} // namespace redstart
