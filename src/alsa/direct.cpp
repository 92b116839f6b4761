// Two definitions that mean what alsa.conf means, and a look at what it would load over them.
#include "alsa/direct.hpp"

#include <array>
#include <cstdlib>
#include <dirent.h>
#include <string_view>
#include <unistd.h>

namespace redstart {
namespace {

using namespace std::string_view_literals;

/// What the alsa.conf of Debian 12 and 13 means; tests/alsa/direct_test.cpp compares.
constexpr const char* definitions = R"(
defaults.pcm { nonblock 1 compat 0 minperiodtime 5000 }
pcm.null { type null }
pcm.hw {
    type hw
    card $CARD
    device $DEV
    subdevice $SUBDEV
    @args [ CARD DEV SUBDEV ]
    @args {
        CARD { type string default { @func getenv vars [ ALSA_PCM_CARD ALSA_CARD ] default 0 } }
        DEV { type integer default { @func igetenv vars [ ALSA_PCM_DEVICE ] default 0 } }
        SUBDEV { type integer default -1 }
    }
}
)";

bool is_direct(std::string_view name) {
    return name == "null" || name == "hw" || name.starts_with("hw:");
}

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

bool is_read(const std::string& file) {
    return ::access(file.c_str(), R_OK) == 0;
}

/// Packages keep theirs below /usr/share/alsa and put a link to it into the folder.
bool is_from_a_package(const std::string& file) {
    std::array<char, 256> target{};
    const auto length = ::readlink(file.c_str(), target.data(), target.size());
    return length > 0 && std::string_view(target.data(), static_cast<std::size_t>(length))
                                 .find("share/alsa/alsa.conf.d/") != std::string_view::npos;
}

bool has_own_files(const std::string& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(folder.c_str()), ::closedir);
    if (!entries) return false;
    while (const dirent* entry = ::readdir(entries.get()))
        if (std::string_view(entry->d_name).ends_with(".conf") &&
            !is_from_a_package(folder + "/" + entry->d_name))
            return true;
    return false;
}

/// Where it cannot be told which files are the user's, he may have some.
bool has_users_files() {
    const std::string home(variable("HOME"));
    std::string config(variable("XDG_CONFIG_HOME"));
    if (config.empty()) config = home + "/.config";
    const bool is_plain = home.starts_with('/') && config.starts_with('/') &&
                          config.find_first_of("~$`\\*?[") == std::string::npos; // ALSA expands
    return !is_plain || is_read(home + "/.asoundrc") || is_read(config + "/alsa/asoundrc");
}

bool has_systems_files() {
    for (const char* file : {"/etc/asound.conf", "/usr/etc/asound.conf"})
        if (is_read(file)) return true;
    for (const char* folder : {"/etc/alsa/conf.d", "/var/lib/alsa/conf.d", "/usr/etc/alsa/conf.d"})
        if (has_own_files(folder)) return true;
    return false;
}

bool has_own_meanings() {
    return !variable("ALSA_CONFIG_PATH").empty() || !variable("ALSA_CONFIG_DIR").empty() ||
           has_users_files() || has_systems_files();
}

} // namespace

AlsaConfig direct_config(const std::string& name) {
    snd_config_t* config = nullptr;
    if (!is_direct(name) || has_own_meanings() ||
        snd_config_load_string(&config, definitions, 0) < 0)
        return {};
    return AlsaConfig(config);
}

} // namespace redstart
