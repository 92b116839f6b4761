// Reads standard input byte by byte for the name, so that what follows is left for Enter.
#include "app/ask.hpp"

#include "base/utf8.hpp"
#include "disk/lookup.hpp"
#include "disk/take_paths.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace redstart {
namespace {

std::optional<std::string> read_line() {
    std::string line;
    for (char c = 0;;) {
        const ssize_t n = ::read(STDIN_FILENO, &c, 1);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return line.empty() ? std::nullopt : std::optional(line);
        if (c == '\n') return line;
        line += c;
    }
}

/// Without the spaces around it, and with an ending.
std::string file_of(std::string name) {
    constexpr const char* spaces = " \t\r";
    const std::size_t begin = name.find_first_not_of(spaces);
    if (begin == name.npos) return {};
    name = name.substr(begin, name.find_last_not_of(spaces) - begin + 1);
    return std::filesystem::path(name).has_extension() ? name : name + ".wav";
}

/// Empty where it can be had.
std::string obstacle(const std::string& file) {
    if (file.empty()) return "it is empty";
    if (!is_plain_text(file)) return "it has a control character, or is not UTF-8";
    const auto take = TakePaths::of_finished(file);
    return is_there(take.wav()) || is_there(take.part()) ? "a file of that name is there" : "";
}

} // namespace

std::string ask_for_name() {
    for (;;) {
        std::fputs("name of the take: ", stderr);
        const auto line = read_line();
        if (!line) throw Error("name", "none was given", "type one, or record a FILE");
        const std::string file = file_of(*line);
        const std::string why = obstacle(file);
        if (why.empty()) return file;
        const Error error(file.empty() ? "name" : file, why, "choose another name");
        if (::isatty(STDIN_FILENO) == 0) throw Error(error);
        std::fprintf(stderr, "%s\n", error.what());
    }
}

EnterKey::EnterKey(EventLoop& loop, std::function<void()> on_enter)
    : on_enter_(std::move(on_enter)) {
    std::signal(SIGTTIN, SIG_IGN); // in the background a read is an error, and no stop
    typed_.emplace(loop, STDIN_FILENO, [this] { read(); });
}

void EnterKey::read() {
    std::array<char, 256> text{};
    const ssize_t n = ::read(STDIN_FILENO, text.data(), text.size());
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (n <= 0) return typed_.reset();
    if (std::find(text.begin(), text.begin() + n, '\n') != text.begin() + n) on_enter_();
}

} // namespace redstart
