// The names that stand for a device of the kernel itself, and open without ALSA's configuration.
#pragma once

#include <alsa/asoundlib.h>
#include <memory>
#include <string>

namespace redstart {

struct ConfigFree {
    void operator()(snd_config_t* config) const noexcept { snd_config_delete(config); }
};
using AlsaConfig = std::unique_ptr<snd_config_t, ConfigFree>;

/// What alsa.conf says of `hw`, `hw:...` and `null`, made from text in memory: a tenth of the
/// instructions of reading alsa.conf, and none of its files. It is libasound that reads the name
/// and the text, so every way to write a name is understood, and ALSA_CARD and the like hold.
///
/// Empty for every other name, and wherever somebody has written down what names mean: where
/// ALSA_CONFIG_PATH or ALSA_CONFIG_DIR is set, where /etc/asound.conf or a user's asoundrc can be
/// read, and where a folder of alsa.conf's has a file that no package has put there. The whole
/// configuration is to be used then, which may define `hw` anew or say which card comes first.
AlsaConfig direct_config(const std::string& name);

} // namespace redstart
