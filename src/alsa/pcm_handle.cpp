// Opens PCMs, and says in plain words why one does not open.
#include "alsa/pcm_handle.hpp"

#include "alsa/direct.hpp"

#include <cerrno>

namespace redstart {
namespace {

void say_nothing(const char*, int, const char*, int, const char*, ...) {}

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
        return {object, "no such device", "redstart devices lists them", code};
    case EBUSY:
        return {object, "in use by another program", "`fuser -v /dev/snd/*` tells which", code};
    case EACCES:
    case EPERM:
        return {object, "no permission", "add the user to group audio", code};
    default:
        return {object, snd_strerror(result), {}, code};
    }
}

Pcm open_pcm(const std::string& name, snd_pcm_stream_t stream) {
    silence_alsa();
    snd_pcm_t* pcm = nullptr;
    const AlsaConfig config = direct_config(name);
    check(config ? snd_pcm_open_lconf(&pcm, name.c_str(), stream, SND_PCM_NONBLOCK, config.get())
                 : snd_pcm_open(&pcm, name.c_str(), stream, SND_PCM_NONBLOCK),
          name);
    return Pcm(pcm);
}

} // namespace redstart
