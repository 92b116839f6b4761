// `redstart devices`: what there is to record from and to play to.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/mixers.hpp"

#include <redstart/devices.hpp>

#include <nlohmann/json.hpp>

#include <cstdio>

namespace redstart {
namespace {

std::string range(unsigned low, unsigned high) {
    return low == high ? std::to_string(low) : std::to_string(low) + " to " + std::to_string(high);
}

std::string list(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "" : " ") + item;
    return text;
}

nlohmann::json to_json(const Device& device) {
    return {{"name", device.name},
            {"description", device.description},
            {"direction", device.direction == Direction::capture ? "capture" : "playback"},
            {"default", device.is_default},
            {"busy", device.busy},
            {"rates", {device.min_rate, device.max_rate}},
            {"default_rate", device.default_rate},
            {"channels", {device.min_channels, device.max_channels}},
            {"formats", device.formats}};
}

void print(const Device& device) {
    std::printf("%c %-32s %s\n", device.is_default ? '*' : ' ', device.name.c_str(),
                device.description.c_str());
    if (device.busy) {
        std::printf("    in use by another program\n");
        return;
    }
    std::printf("    %s Hz, %s channels, %s\n", range(device.min_rate, device.max_rate).c_str(),
                range(device.min_channels, device.max_channels).c_str(),
                list(device.formats).c_str());
}

void print(const char* title, const std::vector<Device>& all, Direction direction) {
    std::puts(title);
    bool any = false;
    for (const Device& device : all) {
        if (device.direction != direction) continue;
        print(device);
        any = true;
    }
    if (!any) std::puts("  none; is it plugged in? (arecord -l, lsusb, dmesg)");
}

struct Options {
    bool as_json = false, mixer = false;
};

int show(const Options& options) {
    if (options.mixer) return show_mixers(options.as_json);
    const std::vector<Device> all = devices();
    if (options.as_json) {
        nlohmann::json array = nlohmann::json::array();
        for (const Device& device : all) array.push_back(to_json(device));
        std::puts(array.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
        return 0;
    }
    print("To record from (* the default):", all, Direction::capture);
    print("To play to:", all, Direction::playback);
    return 0;
}

} // namespace

void add_devices(CommandLine& program) {
    auto options = std::make_shared<Options>();
    Command command = program.add("devices", "capture and playback devices",
                                  [options] { return show(*options); });
    command.flag("--json", options->as_json, "as JSON");
    command.flag("--mixer", options->mixer,
                 "the controls of what records, as [mixer] of redstart.toml takes them");
}

} // namespace redstart
