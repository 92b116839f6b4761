// A row per key: where it stands, and what it is read into.
#include "web/settings.hpp"

#include "base/nearest.hpp"
#include "config/config_file.hpp"

#include <redstart/error.hpp>

#include <optional>
#include <variant>

namespace redstart {
namespace {

using Target = std::variant<std::string*, std::filesystem::path*, bool*, std::vector<std::string>*>;

struct Row {
    const char *table, *key;
    Target target;
};

std::vector<Row> rows_of(WebSettings& to) {
    return {{"", "listen", &to.listen},
            {"", "socket", &to.socket},
            {"", "sound", &to.sound},
            {"", "folder", &to.folder},
            {"", "state", &to.state},
            {"", "page", &to.page},
            {"access", "reading", &to.reading},
            {"access", "names", &to.names},
            {"tls", "certificate", &to.certificate},
            {"tls", "key", &to.key}};
}

Error wrong(const Setting& setting, const char* kind) {
    return {setting.where + ": " + setting.key + " = " + setting.shown,
            std::string("it is no ") + kind, "man redstart-web shows an example"};
}

void read(const Setting& setting, const Target& target) {
    const auto* text = std::get_if<std::string>(&setting.value);
    if (auto* const* to = std::get_if<bool*>(&target)) {
        const auto* value = std::get_if<bool>(&setting.value);
        if (value == nullptr) throw wrong(setting, "true or false");
        **to = *value;
    } else if (auto* const* list = std::get_if<std::vector<std::string>*>(&target)) {
        const auto* values = std::get_if<std::vector<std::string>>(&setting.value);
        if (values == nullptr) throw wrong(setting, "list of words");
        **list = *values;
    } else if (text == nullptr) {
        throw wrong(setting, "text in quotes");
    } else if (auto* const* path = std::get_if<std::filesystem::path*>(&target)) {
        **path = *text;
    } else {
        *std::get<std::string*>(target) = *text;
    }
}

Error unknown(const Setting& setting, const std::string& table, const std::vector<Row>& rows) {
    std::vector<std::string> keys;
    for (const Row& row : rows)
        if (row.table == table) keys.emplace_back(row.key);
    const auto near = nearest(setting.key, keys);
    return {setting.where + ": " + setting.key, "there is no such key",
            near ? "did you mean " + *near + "?" : "man redstart-web lists them"};
}

} // namespace

WebSettings read_web_settings(const std::filesystem::path& file) {
    WebSettings settings;
    const std::vector<Row> rows = rows_of(settings);
    for (const SettingTable& table : read_config_file(file))
        for (const Setting& setting : table.settings) {
            bool is_known = false;
            for (const Row& row : rows)
                if (row.table == table.name && row.key == setting.key) {
                    read(setting, row.target);
                    is_known = true;
                }
            if (!is_known) throw unknown(setting, table.name, rows);
        }
    if (settings.certificate.empty() != settings.key.empty())
        throw Error(file.string() + ": [tls]", "it has a certificate or a key, not both",
                    "name both files, or none");
    return settings;
}

} // namespace redstart
