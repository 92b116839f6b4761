// A plan is read once, word by word, and asked at every call.
#include "faulty_disk/plan.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <limits>
#include <sstream>
#include <sys/syscall.h>
#include <unistd.h>

namespace faulty_disk {
namespace {

constexpr std::array<std::string_view, 14> words = {
    "create", "write", "sync", "truncate", "allocate", "rename", "link",
    "unlink", "mkdir", "open", "lookup",   "read",     "list",   "space"};

struct Named {
    std::string_view name;
    int number;
};
constexpr std::array<Named, 11> errors = {{{"EIO", EIO},
                                           {"ENOSPC", ENOSPC},
                                           {"EROFS", EROFS},
                                           {"EINTR", EINTR},
                                           {"EINVAL", EINVAL},
                                           {"EACCES", EACCES},
                                           {"ELOOP", ELOOP},
                                           {"ESTALE", ESTALE},
                                           {"ENAMETOOLONG", ENAMETOOLONG},
                                           {"ENOMEM", ENOMEM},
                                           {"EOPNOTSUPP", EOPNOTSUPP}}};

[[noreturn]] void refuse(const std::string& rule) {
    std::fprintf(stderr, "faulty disk: no such plan: %s\n", rule.c_str());
    std::abort();
}

int error_number(const std::string& name) {
    for (const Named& error : errors)
        if (error.name == name) return error.number;
    return 0;
}

Fault::What what_of(const std::string& word) {
    if (word == "fail") return Fault::What::fail;
    if (word == "short") return Fault::What::half;
    if (word == "stall") return Fault::What::stall;
    if (word == "end") return Fault::What::end;
    if (word == "end-after") return Fault::What::end_after;
    if (word == "tear") return Fault::What::tear;
    return Fault::What::none;
}

/// "3", "3-5", "3+": from, and up to.
bool read_range(const std::string& text, unsigned long& first, unsigned long& last) {
    char* end = nullptr;
    first = last = std::strtoul(text.c_str(), &end, 10);
    if (*end == '+') last = std::numeric_limits<unsigned long>::max();
    if (*end == '-') last = std::strtoul(end + 1, &end, 10);
    return first > 0 && last >= first;
}

} // namespace

std::string_view to_string(Kind kind) noexcept {
    return words[static_cast<std::size_t>(kind)];
}

void make_file(const std::string& path) noexcept {
    const long fd =
        ::syscall(SYS_openat, AT_FDCWD, path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd >= 0) ::close(static_cast<int>(fd));
}

bool is_there(const std::string& path) noexcept {
    return ::access(path.c_str(), F_OK) == 0;
}

Plan::Plan(const std::string& text) {
    std::istringstream all(text);
    for (std::string rule; std::getline(all, rule, ';');)
        if (rule.find_first_not_of(' ') != rule.npos) rules_.push_back(parse(rule));
}

std::unique_ptr<Plan::Rule> Plan::parse(const std::string& text) {
    auto rule = std::make_unique<Rule>();
    std::istringstream words_of_it(text);
    std::string calls, what, error;
    words_of_it >> calls >> what;
    const std::size_t at = calls.find('@');
    const std::size_t colon = std::min(calls.find(':'), at);
    rule->kind = calls.substr(0, colon);
    if (colon < at) rule->ending = calls.substr(colon + 1, at - colon - 1);
    rule->fault.what = what_of(what);
    if (at == calls.npos || !read_range(calls.substr(at + 1), rule->first, rule->last) ||
        rule->fault.what == Fault::What::none)
        refuse(text);
    if (rule->fault.what == Fault::What::fail && words_of_it >> error)
        rule->fault.error = error_number(error);
    words_of_it >> rule->fault.file;
    const bool lacks_error = rule->fault.what == Fault::What::fail && rule->fault.error == 0;
    const bool lacks_file = rule->fault.what == Fault::What::stall && rule->fault.file.empty();
    if (lacks_error || lacks_file) refuse(text);
    return rule;
}

/// A fault with a file lasts from its first call until the file is gone, and never comes again.
bool Plan::is_on(Rule& rule) {
    if (rule.fault.file.empty()) return true;
    if (!rule.has_begun.exchange(true)) make_file(rule.fault.file);
    return is_there(rule.fault.file);
}

Fault Plan::next(Kind kind, std::string_view path) {
    Fault fault;
    for (const auto& rule : rules_) {
        if (rule->kind != to_string(kind) && rule->kind != (is_question(kind) ? "ask" : "any"))
            continue;
        if (!path.ends_with(rule->ending)) continue;
        const unsigned long number = ++rule->seen;
        if (number < rule->first || number > rule->last || !is_on(*rule)) continue;
        if (fault.what == Fault::What::none) fault = rule->fault;
    }
    return fault;
}

} // namespace faulty_disk
