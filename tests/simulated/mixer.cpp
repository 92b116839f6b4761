// The simulated microphone's controls: an ALSA control device in user space, `type redstart_mixer`.
#include "simulated/state_file.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <alsa/asoundlib.h>
#include <alsa/control_external.h>
#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace redstart {
namespace {

enum Key : snd_ctl_ext_key_t { volume, on_off, input, boost, count };
constexpr std::array names = {"Mic Capture Volume", "Mic Capture Switch", "Input Source",
                              "Mic Boost Switch"};
constexpr std::array inputs = {"Microphone", "Line"};
constexpr int full_volume = 40; // one beyond it cannot be read,
constexpr int failing = 1000;   // and with one beyond this the card has an error at all calls

/// From -20 dB to +20 dB, a step each.
constexpr std::array<unsigned, 4> scale = {SND_CTL_TLVT_DB_MINMAX, 8, static_cast<unsigned>(-2000),
                                           2000};

/// Those of a microphone with a state are kept there, and others' until the program ends.
struct Controls {
    explicit Controls(const std::string& path) {
        if (!path.empty()) file = std::make_unique<StateFile>(path);
    }
    SimulatedState& state() const noexcept {
        static SimulatedState own;
        return file ? **file : own;
    }

    std::unique_ptr<StateFile> file;
    snd_ctl_ext_t ext{};
};

SimulatedState& state_of(snd_ctl_ext_t* ext) {
    return static_cast<Controls*>(ext->private_data)->state();
}

void close(snd_ctl_ext_t* ext) {
    delete static_cast<Controls*>(ext->private_data);
}

int elem_count(snd_ctl_ext_t*) {
    return static_cast<int>(Key::count);
}

int elem_list(snd_ctl_ext_t*, unsigned offset, snd_ctl_elem_id_t* id) {
    snd_ctl_elem_id_set_interface(id, SND_CTL_ELEM_IFACE_MIXER);
    snd_ctl_elem_id_set_name(id, names.at(offset));
    return 0;
}

snd_ctl_ext_key_t find_elem(snd_ctl_ext_t*, const snd_ctl_elem_id_t* id) {
    if (const unsigned numid = snd_ctl_elem_id_get_numid(id); numid > 0 && numid <= Key::count)
        return numid - 1;
    const std::string_view name = snd_ctl_elem_id_get_name(id);
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return SND_CTL_EXT_KEY_NOT_FOUND;
    return static_cast<snd_ctl_ext_key_t>(found - names.begin());
}

int get_attribute(snd_ctl_ext_t*, snd_ctl_ext_key_t key, int* type, unsigned* access,
                  unsigned* channels) {
    *access = SND_CTL_EXT_ACCESS_READWRITE;
    *channels = 1;
    *type = SND_CTL_ELEM_TYPE_BOOLEAN;
    if (key == Key::input) *type = SND_CTL_ELEM_TYPE_ENUMERATED;
    if (key != Key::volume) return 0;
    *type = SND_CTL_ELEM_TYPE_INTEGER;
    *access |= SND_CTL_EXT_ACCESS_TLV_READ;
    *channels = 2;
    return 0;
}

int get_integer_info(snd_ctl_ext_t*, snd_ctl_ext_key_t, long* least, long* most, long* step) {
    *least = 0;
    *most = full_volume;
    *step = 1;
    return 0;
}

int get_enumerated_info(snd_ctl_ext_t*, snd_ctl_ext_key_t, unsigned* items) {
    *items = inputs.size();
    return 0;
}

int get_enumerated_name(snd_ctl_ext_t*, snd_ctl_ext_key_t, unsigned item, char* name,
                        std::size_t room) {
    if (item >= inputs.size()) return -EINVAL;
    snprintf(name, room, "%s", inputs.at(item));
    return 0;
}

/// As a USB card that does not answer: the kernel waits for it.
void hang(SimulatedState& state) {
    if (state.controls_hang == 0) return;
    ++state.hung;
    while (state.controls_hang != 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

int read_integer(snd_ctl_ext_t* ext, snd_ctl_ext_key_t key, long* value) {
    SimulatedState& state = state_of(ext);
    hang(state);
    if (key == Key::volume && state.attenuation[0] < 0) return -EIO;
    if (key == Key::on_off) value[0] = state.is_muted == 0 ? 1 : 0;
    if (key == Key::boost) value[0] = state.has_no_boost == 0 ? 1 : 0;
    if (key == Key::volume)
        for (int i = 0; i < 2; ++i) value[i] = full_volume - state.attenuation[i];
    return 0;
}

int write_integer(snd_ctl_ext_t* ext, snd_ctl_ext_key_t key, long* value) {
    SimulatedState& state = state_of(ext);
    hang(state);
    if (key == Key::on_off) state.is_muted = value[0] == 0 ? 1 : 0;
    if (key == Key::boost) state.has_no_boost = value[0] == 0 ? 1 : 0;
    if (key == Key::volume)
        for (int i = 0; i < 2; ++i)
            state.attenuation[i] = full_volume - static_cast<std::int32_t>(value[i]);
    return 1;
}

int read_enumerated(snd_ctl_ext_t* ext, snd_ctl_ext_key_t, unsigned* item) {
    *item = state_of(ext).input;
    return 0;
}

int write_enumerated(snd_ctl_ext_t* ext, snd_ctl_ext_key_t, unsigned* item) {
    if (*item >= inputs.size()) return -EINVAL;
    state_of(ext).input = *item;
    return 1;
}

int read_event(snd_ctl_ext_t*, snd_ctl_elem_id_t*, unsigned*) {
    return -EAGAIN;
}

const snd_ctl_ext_callback_t callbacks = [] {
    snd_ctl_ext_callback_t all{};
    all.close = close;
    all.elem_count = elem_count;
    all.elem_list = elem_list;
    all.find_elem = find_elem;
    all.get_attribute = get_attribute;
    all.get_integer_info = get_integer_info;
    all.get_enumerated_info = get_enumerated_info;
    all.get_enumerated_name = get_enumerated_name;
    all.read_integer = read_integer;
    all.read_enumerated = read_enumerated;
    all.write_integer = write_integer;
    all.write_enumerated = write_enumerated;
    all.read_event = read_event;
    return all;
}();

std::string state_named(snd_config_t* definition) {
    snd_config_t* node = nullptr;
    const char* path = "";
    if (snd_config_search(definition, "state", &node) == 0) snd_config_get_string(node, &path);
    return path == nullptr ? "" : path;
}

int open(snd_ctl_t** handle, const char* name, snd_config_t* definition, int mode) {
    auto controls = std::make_unique<Controls>(state_named(definition));
    if (controls->state().attenuation[0] < full_volume - failing) return -EIO;
    snd_ctl_ext_t& ext = controls->ext;
    ext.version = SND_CTL_EXT_VERSION;
    ext.poll_fd = -1;
    ext.callback = &callbacks;
    ext.private_data = controls.get();
    ext.tlv.p = scale.data();
    std::strcpy(ext.id, "simulated");
    std::strcpy(ext.name, "Simulated microphone");
    const int result = snd_ctl_ext_create(&ext, name, mode);
    if (result < 0) return result;
    *handle = controls.release()->ext.handle;
    return 0;
}

} // namespace
} // namespace redstart

extern "C" {
SND_CTL_PLUGIN_DEFINE_FUNC(redstart_mixer) {
    (void)root;
    try {
        return redstart::open(handlep, name, conf, mode);
    } catch (const redstart::Error& error) {
        SNDERR("%s", error.what());
        return error.code() ? -error.code().value() : -EINVAL;
    } catch (const std::bad_alloc&) {
        return -ENOMEM;
    }
}
SND_CTL_PLUGIN_SYMBOL(redstart_mixer)
}
