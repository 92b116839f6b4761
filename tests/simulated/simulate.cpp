// redstart-simulate: gives a simulated microphone its orders by hand and from scripts.
#include "base/units.hpp"
#include "simulated/state_file.hpp"

#include <redstart/error.hpp>
#include <redstart/source.hpp>

#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redstart {
namespace {

using Words = std::vector<std::string_view>;

constexpr const char* help =
    "Usage: redstart-simulate STATE ORDER\n"
    "Gives an order to the simulated microphone that was opened with STATE=PATH.\n"
    "STATE is made where it is missing, so that a microphone may be absent from the start.\n"
    "\n"
    "  vanish        pull it out: readers get ENODEV, and nobody can open it\n"
    "  return        plug it in again\n"
    "  overrun       lose what is in its buffer: the reader gets EPIPE\n"
    "  stall TIME    deliver nothing for 2s, 500ms, ...; then all at once, or an overrun\n"
    "  skip FRAMES   swallow so many, and tell nobody\n"
    "  drift PPM     let its clock run fast (or slow, -200) by millionths\n"
    "  status        tell how far it is\n";

void print_status(const SimulatedState& state) {
    std::printf("%s, opened %llu times\n", state.is_pulled_out() ? "pulled out" : "plugged in",
                static_cast<unsigned long long>(state.opens));
    if (state.started_at == 0) return;
    const AudioFormat format{state.rate, state.channels, SampleFormat::s16_le};
    std::printf("%u Hz, %u channels, %lld frames (%s), %lld lost\n", format.rate, format.channels,
                static_cast<long long>(state.frames),
                show_duration(format.duration(state.frames)).c_str(),
                static_cast<long long>(state.lost));
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end) return {};
    return number;
}

/// False where the words are no order.
bool give(StateFile& microphone, const Words& order) {
    const auto is = [&](std::string_view word, std::size_t words) {
        return order.size() == words && order[0] == word;
    };
    if (is("vanish", 1)) return microphone.vanish(), true;
    if (is("return", 1)) return microphone.come_back(), true;
    if (is("overrun", 1)) return microphone.overrun(), true;
    if (is("status", 1)) return print_status(*microphone), true;
    if (is("stall", 2))
        if (const auto time = parse_duration(order[1])) return microphone.stall(*time), true;
    if (is("skip", 2))
        if (const auto frames = parse_number(order[1])) return microphone.skip(*frames), true;
    if (is("drift", 2))
        if (const auto ppm = parse_number(order[1])) return microphone.drift(*ppm), true;
    return false;
}

int run(const Words& words) {
    const bool asks_for_help = words.size() == 1 && (words[0] == "--help" || words[0] == "-h");
    if (asks_for_help) return std::fputs(help, stdout), 0;
    if (words.size() < 2) return std::fputs(help, stderr), 2;
    StateFile microphone{std::string(words[0])};
    if (give(microphone, Words(words.begin() + 1, words.end()))) return 0;
    return std::fputs(help, stderr), 2;
}

} // namespace
} // namespace redstart

int main(int count, char** words) try {
    return redstart::run({words + 1, words + count});
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "redstart-simulate: %s\n", error.what());
    return 1;
}
