// A program run as a user runs it: started, listened to, sent signals, waited for.
#pragma once

#include "base/unique_fd.hpp"

#include <redstart/source.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace redstart {

using namespace std::chrono_literals;

extern const char redstart_program[]; // the path of the one under test

/// How many times slower a program is with the sanitizers in it; deadlines allow for that.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr int slowness = 5;
#else
constexpr int slowness = 1;
#endif
constexpr auto patience = 20s * slowness;
/// For what works only while nobody else does (base/idle.hpp): other tests beside this one may
/// leave it a thousandth of a core.
constexpr auto idle_patience = 240s;

/// Asks again and again; false when it does not come true in time.
bool eventually(const std::function<bool()>& condition, std::chrono::nanoseconds limit = patience);

/// Whether a pseudo-terminal can be had here, which a sandbox may lack.
bool can_make_terminal() noexcept;

/// What a program finds when it starts, beside its arguments.
struct Surroundings {
    std::vector<std::string> environment = {}; // NAME=value, over what this process has
    std::filesystem::path folder = {};         // to run in; empty: where this process runs
    bool on_terminal = false;                  // its standard error
    bool in_terminal = false;                  // input and output too: a session of its own
    unsigned short columns = 80;               // of the terminal
};

/// False where this machine has no pseudo terminals: what needs one is skipped aloud then.
bool has_terminals();

/// Runs from its construction on; the destructor kills it where it still does. Belongs to one
/// thread. What it writes is read while it is waited for.
class Program {
public:
    /// Looks for the first word of the command along PATH. Throws Error where it cannot be run.
    explicit Program(const std::vector<std::string>& command, const Surroundings& around = {});
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    pid_t pid() const noexcept { return pid_; }
    void signal(int number) const noexcept;

    // in_terminal: what its user does, and what a window does
    void type(std::string_view text) const;
    void resize(unsigned short columns) const; // the kernel sends SIGWINCH
    void hang_up() { err_pipe_.reset(); }      // the kernel sends SIGHUP

    /// The exit code, or 128 and the signal that ended it. A program that does not end in time
    /// is killed, and fails the test.
    int wait(std::chrono::nanoseconds limit = patience);

    /// True once standard error contains the text, also if it was written before.
    bool complains_of(std::string_view text, std::chrono::nanoseconds limit = patience);

    const std::string& out() const noexcept { return out_; } // as far as it was read
    const std::string& err() const noexcept { return err_; } // in_terminal: all that it showed

private:
    void start(const std::vector<std::string>& command, const Surroundings& around, int out,
               int err, const std::string& terminal);
    bool read_more(TimePoint deadline);
    void reap() noexcept;

    pid_t pid_ = -1;
    bool is_over_ = false;
    int status_ = 0;
    UniqueFd out_pipe_, err_pipe_;
    std::string out_, err_;
};

/// A program that has ended, and what it said.
struct Ended {
    int code;
    std::string out, err;
};
Ended run(const std::vector<std::string>& command, const Surroundings& around = {});

/// The command line of the program under test with these arguments.
std::vector<std::string> redstart(const std::vector<std::string>& arguments);

/// The same for somebody who has no rights; only root can run it.
std::vector<std::string> as_nobody(const std::vector<std::string>& command);

/// The contract for whatever goes wrong: one line, who says it, nothing else.
testing::AssertionResult is_one_complaint(const std::string& err);

} // namespace redstart
