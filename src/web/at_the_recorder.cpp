// The password is hashed here, so that it goes nowhere.
#include "web/at_the_recorder.hpp"

#include "web/admin_socket.hpp"
#include "web/login.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace redstart {
namespace {

using nlohmann::json;

/// The terminal shows nothing of what is typed.
class Unseen {
public:
    Unseen() {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
        is_terminal_ = true;
        termios now = before_;
        now.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &now);
    }
    ~Unseen() {
        if (!is_terminal_) return;
        ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
        std::fputs("\n", stderr);
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

    bool is_terminal() const noexcept { return is_terminal_; }

private:
    termios before_{};
    bool is_terminal_ = false;
};

std::string ask_for_password() {
    const Unseen unseen;
    if (unseen.is_terminal()) std::fputs("new password: ", stderr);
    std::string line;
    if (!std::getline(std::cin, line))
        throw Error("password", "none was given", "type one, of 8 bytes and more");
    return line;
}

std::string field(const json& phone, const char* key) {
    return phone.value(key, "-");
}

} // namespace

int pair_at(const std::string& socket, const std::string& digits) {
    ask_running(socket, {{"command", "pair"}, {"digits", digits}});
    std::puts("the phone is let in");
    return 0;
}

int show_phones_at(const std::string& socket, const std::optional<std::string>& revoked,
                   bool as_json) {
    if (revoked) ask_running(socket, {{"command", "revoke"}, {"id", *revoked}});
    json answer = ask_running(socket, {{"command", "phones"}});
    if (as_json) return std::puts(json{{"phones", answer["phones"]}}.dump().c_str()) < 0 ? 1 : 0;
    for (const json& phone : answer["phones"])
        std::printf("%s  %-16s since %s, seen %s\n", field(phone, "id").c_str(),
                    field(phone, "name").c_str(), field(phone, "since").c_str(),
                    field(phone, "seen").c_str());
    if (answer["phones"].empty()) std::puts("no phone is let in");
    return 0;
}

int set_password_at(const std::string& socket, bool remove) {
    const std::string hash = remove ? "" : password_hash(ask_for_password());
    ask_running(socket, {{"command", "password"}, {"hash", hash}});
    std::puts(remove ? "there is no password any more" : "the password is set");
    return 0;
}

} // namespace redstart
