// Reads "80%", "-12 dB" and the names of choices, and tells what a card makes of them.
#include "alsa/mixer_settings.hpp"

#include "base/decimal.hpp"
#include "base/nearest.hpp"

#include <algorithm>
#include <cmath>

namespace redstart {
namespace {

/// The number in front of a unit; nothing where it is something else.
std::optional<double> number_before(std::string_view text, std::string_view unit) {
    if (!text.ends_with(unit)) return {};
    text.remove_suffix(unit.size());
    while (text.ends_with(' ')) text.remove_suffix(1);
    if (text.starts_with('+')) text.remove_prefix(1);
    return whole_decimal(text);
}

std::string takes(const MixerControl& control) {
    switch (control.kind) {
    case MixerControl::Kind::on_off:
        return "it takes true or false";
    case MixerControl::Kind::choice: {
        std::string text = "it takes";
        for (const std::string& choice : control.choices)
            text += (text == "it takes" ? " \"" : ", \"") + choice + '"';
        return text;
    }
    default:
        return "it takes \"0%\" to \"100%\"" +
               std::string(control.range_db ? ", or dB like \"" : ", or a number from ") +
               (control.range_db
                    ? std::to_string(std::lround(control.range_db->second)) + " dB\""
                    : std::to_string(control.least) + " to " + std::to_string(control.most));
    }
}

Error refusal(const MixerControl& control, const std::string& cause) {
    return {control.name, cause, takes(control)};
}

long choice_wanted(const MixerControl& control, const std::string& name) {
    const auto found = std::ranges::find(control.choices, name);
    if (found != control.choices.end()) return found - control.choices.begin();
    const auto close = nearest(name, control.choices);
    throw refusal(control,
                  "has no \"" + name + '"' + (close ? " (did you mean \"" + *close + "\"?)" : ""));
}

long level_wanted(const Mixer& mixer, const MixerControl& control, const std::string& text) {
    const auto least = static_cast<double>(control.least); // a long may have 32 bits
    const double range = static_cast<double>(control.most) - least;
    if (const auto percent = number_before(text, "%"); percent && *percent >= 0 && *percent <= 100)
        return std::lround(least + *percent / 100 * range);
    const auto db = number_before(text, "dB");
    if (!db) throw refusal(control, "is no \"" + text + '"');
    if (!control.range_db) throw refusal(control, "has no scale in dB");
    if (*db < control.range_db->first || *db > control.range_db->second)
        throw refusal(control, text + " is beyond its range");
    const auto value = mixer.from_db(control, *db);
    if (!value) throw refusal(control, text + " is beyond its range");
    return *value;
}

long step_wanted(const MixerControl& control, std::int64_t step) {
    if (control.kind != MixerControl::Kind::number || step < control.least || step > control.most)
        throw refusal(control, "is no " + std::to_string(step));
    return static_cast<long>(step);
}

/// What is not there is nobody's to set or to look at.
template <class Visit>
void each_setting(const Mixer& mixer, const std::vector<MixerControl>& controls,
                  std::span<const MixerSetting> settings, std::vector<std::string>& remarks,
                  const Visit& visit) {
    for (const MixerSetting& setting : settings) try {
            visit(find_control(controls, mixer, setting.control), setting);
        } catch (const Error& error) {
            remarks.emplace_back(error.what());
        }
}

} // namespace

long value_wanted(const Mixer& mixer, const MixerControl& control, const MixerSetting& setting) {
    if (const auto* on = std::get_if<bool>(&setting.value)) {
        if (control.kind != MixerControl::Kind::on_off) throw refusal(control, "is no switch");
        return *on ? 1 : 0;
    }
    if (const auto* step = std::get_if<std::int64_t>(&setting.value))
        return step_wanted(control, *step);
    const auto& text = std::get<std::string>(setting.value);
    if (control.kind == MixerControl::Kind::choice) return choice_wanted(control, text);
    if (control.kind == MixerControl::Kind::on_off) throw refusal(control, "is a switch");
    return level_wanted(mixer, control, text);
}

const MixerControl& find_control(const std::vector<MixerControl>& controls, const Mixer& mixer,
                                 const std::string& name) {
    const auto found = std::ranges::find(controls, name, &MixerControl::name);
    if (found != controls.end()) return *found;
    std::vector<std::string> names;
    for (const MixerControl& control : controls) names.push_back(control.name);
    const auto close = nearest(name, names);
    throw Error(name, mixer.name() + " has no such control",
                close ? "did you mean \"" + *close + "\"?"
                      : "redstart devices --mixer lists what it has");
}

std::vector<std::string> set_mixer(const Mixer& mixer, std::span<const MixerSetting> settings) {
    std::vector<std::string> remarks;
    each_setting(mixer, mixer.controls(), settings, remarks,
                 [&](const MixerControl& control, const MixerSetting& setting) {
                     mixer.set(control, value_wanted(mixer, control, setting));
                 });
    return remarks;
}

MixerLook look_at_mixer(const Mixer& mixer, std::span<const MixerSetting> settings) {
    MixerLook look;
    const std::vector<MixerControl> controls = mixer.controls();
    each_setting(mixer, controls, settings, look.refusals,
                 [&](const MixerControl& control, const MixerSetting& setting) {
                     look.values[control.name] = mixer.show(control);
                     MixerControl wanted = control;
                     const long value = value_wanted(mixer, control, setting);
                     std::ranges::fill(wanted.values, value);
                     if (wanted.values != control.values)
                         look.differences.push_back(control.name + ": is " + mixer.show(control) +
                                                    ", not " + mixer.show(wanted));
                 });
    look.is_muted = is_muted(controls, settings);
    return look;
}

bool is_muted(const std::vector<MixerControl>& controls, std::span<const MixerSetting> settings) {
    bool has_switch = false, has_open_one = false;
    for (const MixerControl& control : controls) {
        if (!control.is_capture_switch()) continue;
        has_switch = true;
        if (!control.is_off()) has_open_one = true;
        const auto named = std::ranges::find(settings, control.name, &MixerSetting::control);
        const bool is_wanted = named != settings.end() &&
                               std::get_if<bool>(&named->value) != nullptr &&
                               std::get<bool>(named->value);
        if (is_wanted && control.is_off()) return true;
    }
    return has_switch && !has_open_one;
}

} // namespace redstart
