// Reads a PCM's definition by alsa-lib's configuration calls and sets a plugin's limits.
#include "simulated/plugin.hpp"

#include <string_view>
#include <utility>

namespace redstart {
namespace {

using namespace std::literals;

std::string_view id_of(snd_config_t* node) {
    const char* id = "";
    snd_config_get_id(node, &id);
    return id;
}

Error bad(snd_config_t* node, const std::string& cause) {
    return {std::string(id_of(node)), cause, {}, std::make_error_code(std::errc::invalid_argument)};
}

template <class Visit>
void for_each_child(snd_config_t* node, const Visit& visit) {
    snd_config_iterator_t child = nullptr, next = nullptr;
    snd_config_for_each(child, next, node) visit(snd_config_iterator_entry(child));
}

std::string text(snd_config_t* node) {
    const char* value = nullptr;
    if (snd_config_get_string(node, &value) < 0) throw bad(node, "is no text");
    return value;
}

bool yes_or_no(snd_config_t* node) {
    const int value = snd_config_get_bool(node);
    if (value < 0) throw bad(node, "is neither yes nor no");
    return value == 1;
}

unsigned whole(snd_config_t* node) {
    long value = 0;
    if (snd_config_get_integer(node, &value) < 0 || value < 1) throw bad(node, "is no number");
    return static_cast<unsigned>(value);
}

/// A number, `[ 44100 48000 ]`, or `{ min 1 max 2 }`.
Choice choice(snd_config_t* node, Choice chosen) {
    if (snd_config_get_type(node) != SND_CONFIG_TYPE_COMPOUND) return {0, 0, {whole(node)}};
    for_each_child(node, [&](snd_config_t* child) {
        if (id_of(child) == "min")
            chosen.min = whole(child);
        else if (id_of(child) == "max")
            chosen.max = whole(child);
        else
            chosen.listed.push_back(whole(child));
    });
    return chosen;
}

std::vector<unsigned> formats(snd_config_t* list) {
    std::vector<unsigned> found;
    for_each_child(list, [&](snd_config_t* child) {
        const auto format = snd_pcm_format_value(text(child).c_str());
        if (format == SND_PCM_FORMAT_UNKNOWN) throw bad(list, "has a format ALSA does not know");
        found.push_back(static_cast<unsigned>(format));
    });
    return found;
}

void read_field(snd_config_t* node, PluginSettings& settings) {
    const auto id = id_of(node);
    if (id == "source")
        settings.source = text(node);
    else if (id == "state")
        settings.state = text(node);
    else if (id == "lateness")
        settings.lateness = text(node);
    else if (id == "file")
        settings.file = text(node);
    else if (id == "paced")
        settings.paced = yes_or_no(node);
    else if (id == "rates")
        settings.limits.rates = choice(node, settings.limits.rates);
    else if (id == "channels")
        settings.limits.channels = choice(node, settings.limits.channels);
    else if (id == "formats")
        settings.limits.formats = formats(node);
    else if (id != "type" && id != "comment" && id != "hint")
        throw bad(node, "is unknown");
}

int restrict_list(snd_pcm_ioplug_t& io, int what, const std::vector<unsigned>& list) {
    return snd_pcm_ioplug_set_param_list(&io, what, static_cast<unsigned>(list.size()),
                                         list.data());
}

int restrict_choice(snd_pcm_ioplug_t& io, int what, const Choice& choice) {
    if (!choice.listed.empty()) return restrict_list(io, what, choice.listed);
    return snd_pcm_ioplug_set_param_minmax(&io, what, choice.min, choice.max);
}

/// alsa-lib limits a plugin's period and buffer in bytes only: the smallest period is 64 frames of
/// the smallest frame, the largest buffer 4 s of the largest frame at 192 kHz.
int restrict_all(snd_pcm_ioplug_t& io, const Limits& limits) {
    constexpr unsigned period = 64 * 2, buffer = 4 * 192000 * 32 * 4;
    const std::vector<unsigned> access{SND_PCM_ACCESS_RW_INTERLEAVED,
                                       SND_PCM_ACCESS_MMAP_INTERLEAVED};
    const auto minmax = snd_pcm_ioplug_set_param_minmax;
    for (const int error : {restrict_list(io, SND_PCM_IOPLUG_HW_ACCESS, access),
                            restrict_list(io, SND_PCM_IOPLUG_HW_FORMAT, limits.formats),
                            restrict_choice(io, SND_PCM_IOPLUG_HW_CHANNELS, limits.channels),
                            restrict_choice(io, SND_PCM_IOPLUG_HW_RATE, limits.rates),
                            minmax(&io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, period, buffer / 2),
                            minmax(&io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 2 * period, buffer),
                            minmax(&io, SND_PCM_IOPLUG_HW_PERIODS, 2, buffer / period)})
        if (error < 0) return error;
    return 0;
}

} // namespace

PluginSettings read_settings(snd_config_t* definition) {
    PluginSettings settings;
    for_each_child(definition, [&](snd_config_t* node) { read_field(node, settings); });
    return settings;
}

void create_pcm(snd_pcm_ioplug_t& io, const char* name, snd_pcm_stream_t stream, int mode,
                const Limits& limits) {
    auto without_close = *io.callback;
    without_close.close = nullptr;
    const auto* callbacks = std::exchange(io.callback, &without_close);
    int error = snd_pcm_ioplug_create(&io, name, stream, mode);
    if (error < 0) throw system_error(name, -error);
    error = restrict_all(io, limits);
    if (error < 0) {
        snd_pcm_ioplug_delete(&io);
        throw system_error(name, -error);
    }
    io.callback = callbacks;
}

} // namespace redstart
