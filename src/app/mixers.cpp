// Each device that records, with its card's controls: range, values, and how [mixer] writes them.
#include "app/mixers.hpp"

#include "alsa/devices.hpp"
#include "alsa/mixer.hpp"
#include "alsa/pcm_handle.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace redstart {
namespace {

using nlohmann::json;

/// A busy device has controls all the same: its card's are those of its name.
std::string mixer_of(const std::string& device) {
    try {
        return Mixer::name_for(open_pcm(device, SND_PCM_STREAM_CAPTURE).get(), device);
    } catch (const Error&) {
        const auto comma = device.find(",DEV=");
        return device.substr(0, comma);
    }
}

std::string_view to_string(MixerControl::Kind kind) {
    switch (kind) {
    case MixerControl::Kind::on_off:
        return "switch";
    case MixerControl::Kind::choice:
        return "choice";
    default:
        return "number";
    }
}

json to_json(const Mixer& mixer, const MixerControl& control) {
    json result = {{"name", control.name},
                   {"kind", to_string(control.kind)},
                   {"writable", control.is_writable},
                   {"values", control.values},
                   {"shown", mixer.show(control)}};
    if (control.kind == MixerControl::Kind::number) result["range"] = {control.least, control.most};
    if (control.kind == MixerControl::Kind::choice) result["choices"] = control.choices;
    if (control.range_db) result["range_db"] = {control.range_db->first, control.range_db->second};
    return result;
}

std::string range_of(const MixerControl& control) {
    if (control.kind == MixerControl::Kind::on_off) return "true or false";
    std::string text;
    if (control.kind == MixerControl::Kind::choice) {
        for (const std::string& choice : control.choices)
            text += (text.empty() ? "\"" : ", \"") + choice + '"';
        return text;
    }
    text = std::to_string(control.least) + " to " + std::to_string(control.most);
    if (!control.range_db) return text;
    char db[64] = "";
    std::snprintf(db, sizeof db, ", %.1f to %.1f dB", control.range_db->first,
                  control.range_db->second);
    return text + db;
}

void print(const Mixer& mixer, const MixerControl& control) {
    const std::string name = '"' + control.name + '"';
    std::printf("    %-36s %-24s %s%s\n", name.c_str(), mixer.show(control).c_str(),
                range_of(control).c_str(), control.is_writable ? "" : " (cannot be set)");
}

json list(const std::string& device, bool as_json) {
    json all = json::array();
    std::string why = "no controls: its gain is set on the device itself";
    try {
        const Mixer mixer(mixer_of(device));
        for (const MixerControl& control : mixer.controls()) {
            all.push_back(to_json(mixer, control));
            if (!as_json) print(mixer, control);
        }
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::no_device) why = error.what();
    }
    if (all.empty() && !as_json) std::printf("    %s\n", why.c_str());
    return all;
}

} // namespace

int show_mixers(bool as_json) {
    json all = json::array();
    for (const Device& device : list_devices()) {
        if (device.direction != Direction::capture) continue;
        if (!as_json) std::printf("%s  %s\n", device.name.c_str(), device.description.c_str());
        json controls = list(device.name, as_json);
        all.push_back({{"name", device.name}, {"controls", std::move(controls)}});
    }
    if (as_json)
        std::puts(all.dump(2, ' ', false, json::error_handler_t::replace).c_str());
    else if (all.empty())
        std::puts("nothing records here; is it plugged in? (arecord -l, lsusb, dmesg)");
    return 0;
}

} // namespace redstart
