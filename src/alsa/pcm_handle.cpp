// Opens PCMs, and says in plain words why one does not open.
#include "alsa/pcm_handle.hpp"

#include "alsa/direct.hpp"
#include "alsa/quiet.hpp"

#include <cerrno>

namespace redstart {
namespace {

void say_nothing(const char*, int, const char*, int, const char*, ...) {}

int try_open(snd_pcm_t*& pcm, const std::string& name, snd_pcm_stream_t stream) {
    const AlsaConfig config = direct_config(name);
    return config ? snd_pcm_open_lconf(&pcm, name.c_str(), stream, SND_PCM_NONBLOCK, config.get())
                  : snd_pcm_open(&pcm, name.c_str(), stream, SND_PCM_NONBLOCK);
}

/// ALSA calls a microphone that shall play an invalid argument.
void refuse_other_direction(const std::string& name, snd_pcm_stream_t stream) {
    const bool records = stream == SND_PCM_STREAM_CAPTURE;
    snd_pcm_t* pcm = nullptr;
    const auto other = records ? SND_PCM_STREAM_PLAYBACK : SND_PCM_STREAM_CAPTURE;
    if (try_open(pcm, name, other) < 0) return;
    const Pcm closing(pcm);
    throw Error(name, records ? "plays only" : "records only",
                std::string("redstart devices lists what ") + (records ? "records" : "plays"),
                alsa_code(-EINVAL));
}

} // namespace

void silence_alsa() noexcept {
    snd_lib_error_set_handler(say_nothing);
}

Error alsa_error(const std::string& object, int result) {
    const std::error_code code = alsa_code(result);
    switch (-result) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
        return {object, "no such device", "redstart devices lists them", Error::Kind::no_device,
                code};
    case EBUSY:
        return {object, "in use by another program", "`fuser -v /dev/snd/*` tells which", code};
    case EHOSTDOWN:
    case ECONNREFUSED:
        return {object, "a sound server that cannot be reached from here",
                "name the card: \"auto\", or hw:CARD=... of redstart devices", code};
    case EACCES:
    case EPERM:
        return {object, "no permission", "add the user to group audio", code};
    case EINVAL:
        return {object, snd_strerror(result), "redstart devices lists what it takes",
                Error::Kind::format, code};
    default:
        return {object, snd_strerror(result), remedy_for(-result), code};
    }
}

Pcm open_pcm(const std::string& name, snd_pcm_stream_t stream) {
    const QuietAlsa quiet;
    snd_pcm_t* pcm = nullptr;
    const int result = try_open(pcm, name, stream);
    if (result == -EINVAL) refuse_other_direction(name, stream);
    check(result, name);
    return Pcm(pcm);
}

} // namespace redstart
