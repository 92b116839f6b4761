// Reads and sets control elements through ALSA's control interface.
#include "alsa/mixer.hpp"

#include "alsa/pcm_handle.hpp"
#include "alsa/quiet.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>

namespace redstart {
namespace {

Error mixer_error(const std::string& name, int result) {
    const std::error_code code = alsa_code(result);
    const bool is_forbidden = result == -EACCES || result == -EPERM;
    return {name, "its controls cannot be reached: " + code.message(),
            is_forbidden ? "add the user to group audio" : "alsamixer shows what the card has",
            Error::Kind::other, code};
}

/// A card has controls, even where they cannot be reached. Other devices may have none.
Error opening_error(const std::string& name, int result) {
    constexpr std::array none = {ENOENT, ENODEV, ENXIO, ENOSYS, EINVAL};
    if (name.starts_with("hw:") || std::ranges::find(none, -result) == none.end())
        return mixer_error(name, result);
    return {name, "has no controls that can be set here",
            "take [mixer] out, or name a card's device (redstart devices --mixer)",
            Error::Kind::no_device, alsa_code(result)};
}

void check_mixer(int result, const std::string& name) {
    if (result < 0) throw mixer_error(name, result);
}

std::string name_of(const snd_ctl_elem_id_t* id) {
    const unsigned index = snd_ctl_elem_id_get_index(id);
    const std::string name = snd_ctl_elem_id_get_name(id);
    return index == 0 ? name : name + ",index=" + std::to_string(index);
}

struct Id {
    Id() { snd_ctl_elem_id_malloc(&id); }
    explicit Id(unsigned numid) : Id() { snd_ctl_elem_id_set_numid(id, numid); }
    ~Id() { snd_ctl_elem_id_free(id); }
    Id(const Id&) = delete;
    Id& operator=(const Id&) = delete;

    snd_ctl_elem_id_t* id = nullptr;
};

struct Value {
    Value() { snd_ctl_elem_value_malloc(&value); }
    ~Value() { snd_ctl_elem_value_free(value); }
    Value(const Value&) = delete;
    Value& operator=(const Value&) = delete;

    snd_ctl_elem_value_t* value = nullptr;
};

long value_of(const snd_ctl_elem_value_t* value, MixerControl::Kind kind, unsigned channel) {
    switch (kind) {
    case MixerControl::Kind::on_off:
        return snd_ctl_elem_value_get_boolean(value, channel);
    case MixerControl::Kind::choice:
        return static_cast<long>(snd_ctl_elem_value_get_enumerated(value, channel));
    default:
        return snd_ctl_elem_value_get_integer(value, channel);
    }
}

void set_value(snd_ctl_elem_value_t* to, MixerControl::Kind kind, unsigned channel, long value) {
    switch (kind) {
    case MixerControl::Kind::on_off:
        return snd_ctl_elem_value_set_boolean(to, channel, value);
    case MixerControl::Kind::choice:
        return snd_ctl_elem_value_set_enumerated(to, channel, static_cast<unsigned>(value));
    default:
        return snd_ctl_elem_value_set_integer(to, channel, value);
    }
}

std::optional<MixerControl::Kind> kind_of(snd_ctl_elem_type_t type) {
    switch (type) {
    case SND_CTL_ELEM_TYPE_BOOLEAN:
        return MixerControl::Kind::on_off;
    case SND_CTL_ELEM_TYPE_INTEGER:
        return MixerControl::Kind::number;
    case SND_CTL_ELEM_TYPE_ENUMERATED:
        return MixerControl::Kind::choice;
    default:
        return {};
    }
}

void read_choices(snd_ctl_t* ctl, snd_ctl_elem_info_t* info, MixerControl& control) {
    const unsigned count = snd_ctl_elem_info_get_items(info);
    control.most = static_cast<long>(count) - 1;
    for (unsigned i = 0; i < count; ++i) {
        snd_ctl_elem_info_set_item(info, i);
        if (snd_ctl_elem_info(ctl, info) < 0) return;
        control.choices.emplace_back(snd_ctl_elem_info_get_item_name(info));
    }
}

void read_values(snd_ctl_t* ctl, snd_ctl_elem_id_t* id, MixerControl& control) {
    const Value value;
    snd_ctl_elem_value_set_id(value.value, id);
    if (snd_ctl_elem_read(ctl, value.value) < 0) return;
    for (unsigned channel = 0; channel < control.channels; ++channel)
        control.values.push_back(value_of(value.value, control.kind, channel));
}

std::string show_one(const MixerControl& control, long value, std::optional<double> in_db) {
    if (control.kind == MixerControl::Kind::on_off) return value != 0 ? "on" : "off";
    if (control.kind == MixerControl::Kind::choice) {
        const auto place = static_cast<std::size_t>(value);
        return place < control.choices.size() ? control.choices[place] : std::to_string(value);
    }
    const auto least = static_cast<double>(control.least);
    const double range = std::max(1., static_cast<double>(control.most) - least);
    const double percent = 100. * (static_cast<double>(value) - least) / range;
    std::array<char, 48> text{};
    if (in_db)
        std::snprintf(text.data(), text.size(), "%.0f %% (%.1f dB)", percent, *in_db);
    else
        std::snprintf(text.data(), text.size(), "%.0f %%", percent);
    return text.data();
}

} // namespace

bool MixerControl::is_capture_switch() const noexcept {
    return kind == Kind::on_off && name.ends_with("Capture Switch");
}

bool MixerControl::is_off() const noexcept {
    return kind == Kind::on_off && !values.empty() &&
           std::ranges::all_of(values, [](long value) { return value == 0; });
}

std::string show_value(const MixerControl& control, const std::vector<double>& in_db) {
    std::string text;
    const bool are_alike =
        std::ranges::adjacent_find(control.values, std::not_equal_to<>()) == control.values.end();
    for (std::size_t i = 0; i < control.values.size() && (i == 0 || !are_alike); ++i) {
        const auto db = i < in_db.size() ? std::optional(in_db[i]) : std::nullopt;
        text += (i == 0 ? "" : ", ") + show_one(control, control.values[i], db);
    }
    return text;
}

std::string Mixer::name_for(snd_pcm_t* pcm, const std::string& device) {
    snd_pcm_info_t* info = nullptr;
    snd_pcm_info_alloca(&info);
    const bool has_card = snd_pcm_info(pcm, info) == 0 && snd_pcm_info_get_card(info) >= 0;
    return has_card ? "hw:" + std::to_string(snd_pcm_info_get_card(info)) : device;
}

Mixer::Mixer(std::string name) : name_(std::move(name)) {
    const QuietAlsa quiet;
    snd_ctl_t* ctl = nullptr;
    const int result = snd_ctl_open(&ctl, name_.c_str(), SND_CTL_NONBLOCK);
    if (result < 0) throw opening_error(name_, result);
    ctl_.reset(ctl);
}

std::vector<MixerControl> Mixer::controls() const {
    snd_ctl_elem_list_t* list = nullptr;
    snd_ctl_elem_list_alloca(&list);
    check_mixer(snd_ctl_elem_list(ctl_.get(), list), name_);
    const unsigned count = snd_ctl_elem_list_get_count(list);
    check_mixer(snd_ctl_elem_list_alloc_space(list, count), name_);
    std::vector<MixerControl> all;
    const int result = snd_ctl_elem_list(ctl_.get(), list);
    const Id id;
    for (unsigned i = 0; result == 0 && i < snd_ctl_elem_list_get_used(list); ++i) {
        snd_ctl_elem_list_get_id(list, i, id.id);
        if (auto control = read(id.id)) all.push_back(std::move(*control));
    }
    snd_ctl_elem_list_free_space(list);
    check_mixer(result, name_);
    return all;
}

/// Nothing for elements other than mixer controls: jacks, channel maps, bytes.
std::optional<MixerControl> Mixer::read(snd_ctl_elem_id_t* id) const {
    if (snd_ctl_elem_id_get_interface(id) != SND_CTL_ELEM_IFACE_MIXER) return {};
    snd_ctl_elem_info_t* info = nullptr;
    snd_ctl_elem_info_alloca(&info);
    snd_ctl_elem_info_set_id(info, id);
    if (snd_ctl_elem_info(ctl_.get(), info) < 0) return {};
    const auto kind = kind_of(snd_ctl_elem_info_get_type(info));
    if (!kind || snd_ctl_elem_info_is_readable(info) == 0) return {};
    MixerControl control;
    control.name = name_of(id);
    control.numid = snd_ctl_elem_id_get_numid(id);
    control.kind = *kind;
    control.is_writable = snd_ctl_elem_info_is_writable(info) != 0;
    control.channels = snd_ctl_elem_info_get_count(info);
    if (*kind == MixerControl::Kind::choice) read_choices(ctl_.get(), info, control);
    if (*kind == MixerControl::Kind::number) {
        control.least = snd_ctl_elem_info_get_min(info);
        control.most = snd_ctl_elem_info_get_max(info);
        long low = 0, high = 0;
        if (snd_ctl_get_dB_range(ctl_.get(), id, &low, &high) == 0)
            control.range_db = {static_cast<double>(low) / 100, static_cast<double>(high) / 100};
    }
    read_values(ctl_.get(), id, control);
    return control;
}

void Mixer::set(const MixerControl& control, long value) const {
    const Id id(control.numid);
    const Value values;
    snd_ctl_elem_value_set_id(values.value, id.id);
    for (unsigned channel = 0; channel < control.channels; ++channel)
        set_value(values.value, control.kind, channel, value);
    const int result = snd_ctl_elem_write(ctl_.get(), values.value);
    if (result < 0)
        throw Error(control.name, "cannot be set: " + alsa_code(result).message(),
                    "end the program that holds it, or take it out of [mixer]", alsa_code(result));
}

std::optional<double> Mixer::to_db(const MixerControl& control, long value) const {
    const Id id(control.numid);
    long db = 0;
    if (!control.range_db || snd_ctl_convert_to_dB(ctl_.get(), id.id, value, &db) < 0) return {};
    return static_cast<double>(db) / 100;
}

std::optional<long> Mixer::from_db(const MixerControl& control, double db) const {
    const Id id(control.numid);
    long value = 0;
    const long hundredths = std::lround(db * 100);
    if (!control.range_db || snd_ctl_convert_from_dB(ctl_.get(), id.id, hundredths, &value, -1) < 0)
        return {};
    return value;
}

std::string Mixer::show(const MixerControl& control) const {
    std::vector<double> in_db;
    for (const long value : control.values)
        if (const auto db = to_db(control, value)) in_db.push_back(*db);
    return show_value(control, in_db);
}

} // namespace redstart
