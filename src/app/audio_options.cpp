// Reads -D -f -r -c --chunk, and turns cd and dat into what they stand for.
#include "app/audio_options.hpp"

#include "app/habits.hpp"
#include "base/decimal.hpp"
#include "base/units.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace redstart {

namespace {

std::string refusal_of_device(const std::string& text) {
    return text.empty() ? "\"\" names no device; redstart devices lists them" : "";
}

std::string refusal_of_channels(const std::string& text) {
    unsigned number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || rest != end)
        return "\"" + text + "\" is no number; 1 is mono, 2 is stereo";
    if (number >= 1 && number <= AudioFormat::max_channels) return {};
    return text + " is not between 1 and " + std::to_string(AudioFormat::max_channels);
}

} // namespace

void AudioOptions::add_to(Command& command) {
    command
        .option("-D,--device", device,
                std::string("ALSA PCM to record from; without it the one called ") +
                    defaults::audio::device)
        .type_name("PCM")
        .check({"", refusal_of_device});
    command
        .option("-f,--format", format,
                "S16_LE, S24_3LE, S24_LE, S32_LE, FLOAT_LE, cd (16 bit, 44100, stereo) or "
                "dat (16 bit, 48000, stereo); default " +
                    std::string(to_string(defaults::audio::format)))
        .type_name("FORMAT")
        .check(one_of({"S16_LE", "S24_3LE", "S24_LE", "S32_LE", "FLOAT_LE", "cd", "dat"}))
        .rewrite(name_of_format);
    command
        .option("-r,--rate", rate,
                "frames in a second; default " + std::to_string(defaults::audio::rate))
        .type_name("HZ")
        .check(between(AudioFormat::min_rate, AudioFormat::max_rate))
        .rewrite(number_of_hertz);
    command
        .option("-c,--channels", channels, "default " + std::to_string(defaults::audio::channels))
        .type_name("N")
        .check({"", refusal_of_channels})
        .rewrite(number_of_channels);
    command
        .option("--chunk", chunk_frames,
                "frames that move at a time, 16 to 65536; default " +
                    std::to_string(defaults::audio::chunk_frames))
        .type_name("FRAMES")
        .check(between(16, 65536));
}

PcmRequest AudioOptions::request() const {
    PcmRequest result;
    result.device = device.value_or(defaults::audio::device);
    const bool is_cd = format == "cd", is_dat = format == "dat";
    if (is_cd) result.rate = 44100;
    if (format && !is_cd && !is_dat) result.format = *format;
    if (rate) result.rate = *rate;
    if (channels) result.channels = *channels;
    if (chunk_frames) result.chunk_frames = *chunk_frames;
    result.exact_format = format.has_value();
    result.exact_rate = rate || is_cd || is_dat;
    result.exact_channels = channels || is_cd || is_dat;
    return result;
}

Check a_duration() {
    return {"TIME", [](const std::string& text) {
                if (parse_duration(text)) return std::string{};
                return "\"" + text + "\" is no duration (5, 5s, 250ms, 10m, 1h)";
            }};
}

std::optional<float> parse_level(std::string_view text) {
    constexpr float lowest_dbfs = -120;
    const auto level = read_decimal(text);
    if (!level) return {};
    std::string unit(level->rest);
    std::ranges::transform(unit, unit.begin(), [](unsigned char c) { return std::tolower(c); });
    const bool is_unit = unit.empty() || unit == "db" || unit == "dbfs";
    if (!is_unit || level->value < lowest_dbfs || level->value > 0) return {};
    return static_cast<float>(level->value);
}

Check a_level() {
    return {"LEVEL", [](const std::string& text) {
                if (parse_level(text)) return std::string{};
                return "\"" + text + "\" is no level from -120dBFS to 0dBFS, like -40dBFS";
            }};
}

} // namespace redstart
