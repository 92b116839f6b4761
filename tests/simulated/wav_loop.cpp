// A small WAV reader of its own, so that what it plays does not depend on what is tested with it.
#include "simulated/wav_loop.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>

namespace redstart {
namespace {

template <class Number>
Number number(std::string_view bytes, std::size_t at) noexcept {
    Number value{};
    if (at + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

/// The content of the first chunk of that name, cut where the file ends.
std::string_view chunk(std::string_view wav, std::string_view id) noexcept {
    for (std::size_t at = 12; at + 8 <= wav.size();) {
        const std::size_t bytes = number<std::uint32_t>(wav, at + 4);
        if (wav.substr(at, 4) == id) return wav.substr(at + 8, bytes);
        at += 8 + bytes + bytes % 2;
    }
    return {};
}

std::int32_t from_float(float value) noexcept {
    return static_cast<std::int32_t>(std::lround(std::clamp(double{value}, -1., 1.) * 2147483647));
}

/// A sample of so many bytes, moved up to fill 32 bits.
std::int32_t widened(std::string_view sample, bool is_float) noexcept {
    std::uint32_t bits = 0;
    std::memcpy(&bits, sample.data(), sample.size());
    if (is_float) return from_float(std::bit_cast<float>(bits));
    return static_cast<std::int32_t>(bits << (32 - 8 * sample.size()));
}

std::string whole_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw system_error(path, errno, "a microphone hears tone, counter or the path of a WAV");
    std::ostringstream whole;
    whole << file.rdbuf();
    return std::move(whole).str();
}

} // namespace

WavLoop::WavLoop(const std::string& path) {
    const std::string wav = whole_file(path);
    const std::string_view format = chunk(wav, "fmt "), data = chunk(wav, "data");
    const auto tag = number<std::uint16_t>(format, 0);
    const bool is_float = (tag == 0xFFFE ? number<std::uint16_t>(format, 24) : tag) == 3;
    const std::size_t width = number<std::uint16_t>(format, 14) / 8U;
    channels_ = number<std::uint16_t>(format, 2);
    if (channels_ == 0 || width < 2 || width > 4 || (is_float && width != 4) ||
        data.size() < width * channels_)
        throw Error(path, "is no WAV of 16, 24 or 32 bits", "name another",
                    std::make_error_code(std::errc::invalid_argument));
    frames_ = static_cast<Frames>(data.size() / (width * channels_));
    const auto count = static_cast<std::size_t>(frames_) * channels_;
    samples_.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        samples_.push_back(widened(data.substr(i * width, width), is_float));
}

} // namespace redstart
