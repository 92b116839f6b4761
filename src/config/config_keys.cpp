// The table of keys: a new key is a member in config.hpp and a row in here.
#include "config/config_keys.hpp"

#include "config/config_rules.hpp"
#include "gpio/line_spec.hpp"
#include "takes/name_pattern.hpp"

namespace redstart {
namespace {

using namespace std::chrono_literals;

bool is_line(const std::string& text) {
    if (text != "terminal" && text != no_line) parse_line_spec(text);
    return true;
}

bool is_place(const std::string& text) {
    check_place(text);
    return !text.empty();
}

bool is_name(const std::string& text) {
    const NamePattern pattern(text, "host");
    return true;
}

bool is_format(const std::string& text) {
    return sample_format(text) || text == "S24_LE";
}

ConfigTable audio_table() {
    using C = AudioConfig;
    constexpr auto part = [](Config& config, std::size_t) -> C& { return config.audio; };
    return table<C>(
        "audio", part,
        {
            {"device", text(&C::device, R"(an ALSA name like "hw:CARD=mic,DEV=0")")},
            {"rate", number(&C::rate, AudioFormat::min_rate, AudioFormat::max_rate)},
            {"channels", number(&C::channels, 1, AudioFormat::max_channels)},
            {"format", text(&C::format, "S16_LE, S24_3LE, S24_LE, S32_LE or FLOAT_LE", is_format)},
            {"chunk_frames", number(&C::chunk_frames, 16, 65536)},
            {"ring", duration(&C::ring, 6s, 1h)},
            {"ring_limit", size(&C::ring_limit, 1'000'000)},
            {"pre_roll", duration(&C::pre_roll, 0s, 1h)},
        });
}

ConfigTable button_table() {
    using C = ButtonConfig;
    constexpr auto part = [](Config& config, std::size_t index) -> C& {
        if (config.buttons.size() <= index) config.buttons.resize(index + 1);
        return config.buttons[index];
    };
    return table<C>("button", part,
                    {
                        {"line", text(&C::line, R"(a line like "GPIO17")", is_line)},
                        {"active_low", yes_or_no(&C::active_low)},
                        {"bias", choice(&C::bias, {{"pull-up", Bias::pull_up},
                                                   {"pull-down", Bias::pull_down},
                                                   {"disabled", Bias::disabled},
                                                   {"as-is", Bias::as_is}})},
                        {"debounce", duration(&C::debounce, 0s, 1s)},
                        {"mode", choice(&C::mode, {{"toggle", ButtonMode::toggle},
                                                   {"momentary", ButtonMode::momentary},
                                                   {"switch", ButtonMode::switch_},
                                                   {"guarded", ButtonMode::guarded}})},
                        {"resume", choice(&C::resume, {{"after-crash", Resume::after_crash},
                                                       {"never", Resume::never}})},
                        {"hold", duration(&C::hold, 100ms, 60s)},
                        {"power_off_hold", duration_or_zero(&C::power_off_hold, 1s, 60s)},
                    });
}

ConfigTable led_table() {
    using C = LedConfig;
    constexpr auto part = [](Config& config, std::size_t) -> C& {
        return config.led ? *config.led : config.led.emplace();
    };
    return table<C>("led", part,
                    {
                        {"line", text(&C::line, R"(a line like "GPIO27")", is_line)},
                        {"active_low", yes_or_no(&C::active_low)},
                        {"stealth", yes_or_no(&C::stealth)},
                    });
}

ConfigTable storage_table() {
    using C = StorageConfig;
    constexpr auto part = [](Config& config, std::size_t) -> C& { return config.storage; };
    return table<C>(
        "storage", part,
        {
            {"folder", text(&C::folder, "the path of a folder", is_place)},
            {"name", text(&C::name, "a pattern like \"{date}_{seq}\"", is_name)},
            {"sync_every", duration(&C::sync_every, 100ms, 60s)},
            {"split_every", duration_or_zero(&C::split_every, 1s, 24h * 365)},
            {"large",
             choice(&C::large, {{"split", LargeFiles::split}, {"rf64", LargeFiles::rf64}})},
            {"keep_free", size(&C::keep_free, 0)},
            {"when_full", choice(&C::when_full, {{"stop", WhenFull::stop},
                                                 {"delete-oldest", WhenFull::delete_oldest}})},
        });
}

ConfigTable control_table() {
    using C = ControlConfig;
    constexpr auto part = [](Config& config, std::size_t) -> C& { return config.control; };
    constexpr auto fits = [](const std::string& path) {
        return is_place(path) && path.size() < 108; // as sun_path has it
    };
    return table<C>("control", part,
                    {{"socket", text(&C::socket, "a path of 1 to 107 bytes", fits)}});
}

} // namespace

void check_place(const std::string& path) {
    if (path.starts_with('~'))
        throw Error('"' + path + '"', "only a shell knows what ~ is",
                    "write the path from / on, like /home/pi/takes");
}

const ConfigTable& top_keys() {
    constexpr auto part = [](Config& config, std::size_t) -> Config& { return config; };
    static const auto keys = table<Config>(
        {}, part, {{"board", text(&Config::board, "a board's name or a path to its profile")}});
    return keys;
}

std::span<const ConfigTable> config_tables() {
    static const std::vector<ConfigTable> tables = [] {
        std::vector all = {audio_table(), button_table(), led_table(), storage_table(),
                           control_table()};
        all[1].repeatable = true;
        return all;
    }();
    return tables;
}

} // namespace redstart
