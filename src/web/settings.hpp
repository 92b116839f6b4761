// How the program runs: /etc/redstart/web.toml, and what the command line says instead.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace redstart {

struct WebSettings {
    std::string listen = "[::]:80";
    std::string socket = "/run/redstart/control.sock";
    std::string sound = "/run/redstart/sound.sock";
    std::filesystem::path folder = "/var/lib/redstart/takes";
    std::filesystem::path state = "/var/lib/redstart-web";
    std::filesystem::path page = "/usr/share/redstart-web/page";
    bool reading = false;           // [access]: everybody may see state and takes
    std::vector<std::string> names; // [access]: more names of this machine
    std::string certificate, key;   // [tls]: files
};

constexpr const char* web_toml = "/etc/redstart/web.toml";

/// Throws Error with the place in the file for an unknown key and a value of another kind.
WebSettings read_web_settings(const std::filesystem::path& file);

} // namespace redstart
