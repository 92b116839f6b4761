// Asks the cards, the configuration, and each PCM for a moment.
#include "alsa/devices.hpp"

#include "alsa/formats.hpp"
#include "alsa/pcm_handle.hpp"
#include "alsa/quiet.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace redstart {
namespace {

constexpr std::array directions = {Direction::capture, Direction::playback};

snd_pcm_stream_t stream_of(Direction direction) {
    return direction == Direction::capture ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK;
}

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

Owned<snd_pcm_info_t> new_pcm_info() {
    snd_pcm_info_t* info = nullptr;
    check(snd_pcm_info_malloc(&info), "ALSA");
    return {info, snd_pcm_info_free};
}

/// Plugins name any number; false where nothing is left.
bool keep_to_what_is_recorded(Device& device) {
    device.min_rate = std::max(device.min_rate, AudioFormat::min_rate);
    device.max_rate = std::min(device.max_rate, AudioFormat::max_rate);
    device.min_channels = std::max(device.min_channels, 1u);
    device.max_channels = std::min(device.max_channels, AudioFormat::max_channels);
    return device.min_rate <= device.max_rate && device.min_channels <= device.max_channels;
}

/// As negotiate() chooses where none is named. Narrows the parameters.
void ask_defaults(snd_pcm_t* pcm, snd_pcm_hw_params_t* params, Device& device) {
    snd_pcm_uframes_t period = 0, buffer = 0;
    snd_pcm_hw_params_get_period_size_min(params, &period, nullptr);
    snd_pcm_hw_params_get_buffer_size_min(params, &buffer);
    device.default_rate = defaults::audio::rate;
    if (snd_pcm_hw_params_set_rate_near(pcm, params, &device.default_rate, nullptr) < 0)
        device.default_rate = device.max_rate;
    constexpr Frames chunk = defaults::audio::chunk_frames;
    const Frames frames = device.direction == Direction::capture
                              ? std::max(chunk, static_cast<Frames>(period))
                              : std::max(4 * chunk, static_cast<Frames>(buffer));
    device.default_latency = AudioFormat{device.default_rate, 1}.duration(frames);
}

/// False where there is nothing to record or play in a format of Redstart's.
bool ask_ranges(snd_pcm_t* pcm, Device& device) {
    snd_pcm_hw_params_t* raw = nullptr;
    check(snd_pcm_hw_params_malloc(&raw), device.name);
    const Owned<snd_pcm_hw_params_t> params(raw, snd_pcm_hw_params_free);
    if (snd_pcm_hw_params_any(pcm, raw) < 0) return false;
    snd_pcm_hw_params_get_rate_min(raw, &device.min_rate, nullptr);
    snd_pcm_hw_params_get_rate_max(raw, &device.max_rate, nullptr);
    snd_pcm_hw_params_get_channels_min(raw, &device.min_channels);
    snd_pcm_hw_params_get_channels_max(raw, &device.max_channels);
    if (!keep_to_what_is_recorded(device)) return false;
    for (const snd_pcm_format_t format : device_formats)
        if (snd_pcm_hw_params_test_format(pcm, raw, format) == 0)
            device.formats.emplace_back(snd_pcm_format_name(format));
    if (device.formats.empty()) return false;
    ask_defaults(pcm, raw, device);
    return true;
}

/// Which PCM of which card a name comes down to; no card for those of plugins alone.
struct Place {
    int card = -1;
    unsigned device = 0;
    bool operator==(const Place&) const = default;
};

Place place_of(snd_pcm_t* pcm) {
    const auto info = new_pcm_info();
    if (snd_pcm_info(pcm, info.get()) < 0) return {};
    return {snd_pcm_info_get_card(info.get()), snd_pcm_info_get_device(info.get())};
}

struct Found {
    Device device;
    Place place;
};

Device named(std::string name, std::string description, Direction direction) {
    Device device;
    device.name = std::move(name);
    device.description = std::move(description);
    device.direction = direction;
    return device;
}

/// The device of that name with all that can be asked; nothing if it does not open for another
/// reason than being busy.
std::optional<Found> ask(Device device, Place place = {}) {
    try {
        const Pcm pcm = open_pcm(device.name, stream_of(device.direction));
        if (!ask_ranges(pcm.get(), device)) return {};
        place = place_of(pcm.get());
    } catch (const Error& error) {
        device.busy = error.code() == std::errc::device_or_resource_busy;
        if (!device.busy) return {};
    }
    return Found{std::move(device), place};
}

void add(std::vector<Found>& found, Device device, Place place = {}) {
    if (auto one = ask(std::move(device), place)) found.push_back(*std::move(one));
}

/// One card, open for questions.
class Card {
public:
    explicit Card(int number) : number_(number) {
        const std::string address = "hw:" + std::to_string(number);
        snd_ctl_t* control = nullptr;
        check(snd_ctl_open(&control, address.c_str(), SND_CTL_NONBLOCK), address);
        control_.reset(control);
        snd_ctl_card_info_t* info = nullptr;
        check(snd_ctl_card_info_malloc(&info), address);
        info_.reset(info);
        check(snd_ctl_card_info(control, info), address);
    }

    void add_to(std::vector<Found>& found) const {
        for (int n = -1; snd_ctl_pcm_next_device(control_.get(), &n) == 0 && n >= 0;)
            for (const Direction direction : directions)
                add_pcm(found, static_cast<unsigned>(n), direction);
    }

private:
    void add_pcm(std::vector<Found>& found, unsigned number, Direction direction) const {
        const auto info = new_pcm_info();
        snd_pcm_info_set_device(info.get(), number);
        snd_pcm_info_set_stream(info.get(), stream_of(direction));
        if (snd_ctl_pcm_info(control_.get(), info.get()) < 0) return; // not in this direction
        const std::string name = std::string("hw:CARD=") + snd_ctl_card_info_get_id(info_.get()) +
                                 ",DEV=" + std::to_string(number);
        const std::string description = std::string(snd_ctl_card_info_get_name(info_.get())) +
                                        ", " + snd_pcm_info_get_name(info.get());
        add(found, named(name, description, direction), {number_, number});
    }

    int number_;
    Owned<snd_ctl_t> control_{nullptr, [](snd_ctl_t* control) { snd_ctl_close(control); }};
    Owned<snd_ctl_card_info_t> info_{nullptr, snd_ctl_card_info_free};
};

void add_cards(std::vector<Found>& found) {
    for (int number = -1; snd_card_next(&number) == 0 && number >= 0;) {
        try {
            Card(number).add_to(found);
        } catch (const Error& error) {
            if (error.code() == std::errc::permission_denied) throw; // an empty list hides why
        }
    }
}

/// A definition's hint with `show on` or nothing said about it; ALSA's own standard names say
/// "as the user likes it", by reference. Only a hint tells that a PCM may be opened to be listed:
/// opening one of type file, for example, empties the file.
const snd_config_t* hint_of(snd_config_t* definition) {
    snd_config_t *hint = nullptr, *show = nullptr;
    if (snd_config_search(definition, "hint", &hint) < 0) return nullptr;
    const bool shown = snd_config_search(hint, "show", &show) < 0 || snd_config_get_bool(show) > 0;
    return shown ? hint : nullptr;
}

std::string description_in(const snd_config_t* hint) {
    snd_config_t* node = nullptr;
    const char* text = nullptr;
    const bool has =
        snd_config_search(const_cast<snd_config_t*>(hint), "description", &node) == 0 &&
        snd_config_get_string(node, &text) == 0;
    return has ? text : "of the ALSA configuration";
}

void add_configured(std::vector<Found>& found) {
    snd_config_t *raw = nullptr, *pcms = nullptr;
    check(snd_config_update_ref(&raw), "ALSA configuration");
    const Owned<snd_config_t> top(raw, snd_config_unref);
    if (snd_config_search(raw, "pcm", &pcms) < 0) return;
    snd_config_iterator_t entry, next;
    snd_config_for_each(entry, next, pcms) {
        snd_config_t* definition = snd_config_iterator_entry(entry);
        const char* name = nullptr;
        const auto* hint = hint_of(definition);
        if (hint == nullptr || snd_config_get_id(definition, &name) < 0) continue;
        if (name == std::string_view("default")) continue; // add_default() does
        for (const Direction direction : directions)
            add(found, named(name, description_in(hint), direction));
    }
}

/// Lists "default" where it opens, and marks what it stands for.
void add_default(std::vector<Found>& found, Direction direction) {
    auto whole = ask(named("default", "what the ALSA configuration calls so", direction));
    const auto stands_for = [&](const Found& one) {
        if (one.device.direction != direction) return false;
        return !whole || (whole->place.card >= 0 && one.place == whole->place);
    };
    const auto one = std::find_if(found.begin(), found.end(), stands_for);
    if (one != found.end())
        one->device.is_default = true;
    else if (whole)
        whole->device.is_default = true;
    if (whole) found.push_back(*std::move(whole));
}

std::vector<Device> devices_of(std::vector<Found> found) {
    std::vector<Device> devices;
    for (Found& one : found) devices.push_back(std::move(one.device));
    return devices;
}

} // namespace

std::vector<Device> list_cards() {
    const QuietAlsa quiet;
    std::vector<Found> found;
    add_cards(found);
    return devices_of(std::move(found));
}

std::vector<Device> list_devices() {
    const QuietAlsa quiet;
    std::vector<Found> found;
    add_cards(found);
    add_configured(found);
    for (const Direction direction : directions) add_default(found, direction);
    return devices_of(std::move(found));
}

} // namespace redstart
