// A table of options, each with what it fills.
#include "web/words.hpp"

#include "base/nearest.hpp"

#include <array>
#include <utility>

namespace redstart {
namespace {

struct WithValue {
    const char* name;
    std::optional<std::string> WebWords::*to;
};
constexpr std::array with_value = {
    WithValue{"--config", &WebWords::config}, WithValue{"--listen", &WebWords::listen},
    WithValue{"--socket", &WebWords::socket}, WithValue{"--sound", &WebWords::sound},
    WithValue{"--folder", &WebWords::folder}, WithValue{"--state", &WebWords::state},
    WithValue{"--page", &WebWords::page},     WithValue{"--revoke", &WebWords::revoke}};

struct Flag {
    const char* name;
    bool WebWords::*to;
};
constexpr std::array flags = {Flag{"--json", &WebWords::json}, Flag{"--remove", &WebWords::remove},
                              Flag{"--help", &WebWords::help}, Flag{"-h", &WebWords::help},
                              Flag{"--version", &WebWords::version}};

constexpr std::array commands = {"pair", "phones", "password"};

const char* const look = "redstart-web --help shows all";

WrongWords unknown(const std::string& word) {
    std::vector<std::string> names;
    if (word.starts_with("-")) {
        for (const WithValue& option : with_value) names.emplace_back(option.name);
        for (const Flag& flag : flags) names.emplace_back(flag.name);
    } else {
        names.assign(commands.begin(), commands.end());
    }
    const auto near = nearest(word.substr(0, word.find('=')), names);
    return {word, word.starts_with("-") ? "no such option" : "no such command",
            near ? "did you mean " + *near + "?" : look};
}

bool read_option(const std::vector<std::string>& words, std::size_t& i, WebWords& to) {
    const std::string name = words[i].substr(0, words[i].find('='));
    for (const Flag& flag : flags)
        if (words[i] == flag.name) return to.*flag.to = true;
    for (const WithValue& option : with_value) {
        if (name != option.name) continue;
        if (name.size() < words[i].size())
            to.*option.to = words[i].substr(name.size() + 1);
        else if (++i < words.size())
            to.*option.to = words[i];
        else
            throw WrongWords(name, "it wants a value", look);
        return true;
    }
    return false;
}

void check(const WebWords& words) {
    if (words.command == "pair" && words.rest.size() != 1)
        throw WrongWords("pair", "it wants the four digits that the phone shows",
                         "as in redstart-web pair 4711");
    if (words.command != "pair" && !words.rest.empty())
        throw WrongWords(words.rest.front(), "one word too many", look);
    if ((words.revoke || words.json) && words.command != "phones")
        throw WrongWords(words.json ? "--json" : "--revoke", "it belongs to phones", look);
    if (words.remove && words.command != "password")
        throw WrongWords("--remove", "it belongs to password", look);
}

} // namespace

WebWords read_words(const std::vector<std::string>& words) {
    WebWords read;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word.starts_with("-")) {
            if (!read_option(words, i, read)) throw unknown(word);
        } else if (read.command.empty()) {
            for (const char* command : commands)
                if (word == command) read.command = word;
            if (read.command.empty()) throw unknown(word);
        } else {
            read.rest.push_back(word);
        }
    }
    if (!read.help && !read.version) check(read);
    return read;
}

const char* const web_help = R"(redstart-web: the recorder's page for phones.

Usage: redstart-web [OPTIONS]                 serves the page
       redstart-web pair DIGITS               lets the phone in that shows these
       redstart-web phones [--json] [--revoke ID]
       redstart-web password [--remove]       sets the password, from standard input

Options:
  --config FILE          default /etc/redstart/web.toml, which may be missing
  --listen ADDRESS:PORT  where phones find the page; default [::]:80, or what systemd hands over
  --socket PATH          the recorder's control socket; default /run/redstart/control.sock
  --sound PATH           the recorder's sound socket; default /run/redstart/sound.sock
  --folder DIR           the folder of takes; default /var/lib/redstart/takes
  --state DIR            paired phones, overviews; default /var/lib/redstart-web
  --page DIR             the files of the page; default /usr/share/redstart-web/page
  --json                 phones: one JSON object
  --revoke ID            phones: that one is not let in any more
  --remove               password: there is none any more
  --help, --version

Exit code 1 for what failed, 2 for wrong words.
)";

} // namespace redstart
