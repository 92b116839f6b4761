// posix_spawn(3), two pipes or a pseudo terminal, and poll(2) with a deadline.
#include "support/program.hpp"

#include <redstart/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace redstart {
namespace {

struct Channel {
    UniqueFd ours, theirs;
    std::string name = {}; // of a terminal
};

Channel make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("pipe", errno);
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void set_columns(int terminal, unsigned short columns) {
    const winsize size{24, columns, 0, 0};
    ::ioctl(terminal, TIOCSWINSZ, &size);
}

Channel make_terminal(unsigned short columns) {
    UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!master || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0)
        throw system_error("posix_openpt", errno);
    std::array<char, 64> name{};
    ::ptsname_r(master.get(), name.data(), name.size());
    UniqueFd slave(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!slave) throw system_error(name.data(), errno);
    set_columns(slave.get(), columns);
    return {std::move(master), std::move(slave), name.data()};
}

/// posix_spawn takes its strings by pointers that it promises not to write through.
std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> result;
    for (std::string& string : strings) result.push_back(string.data());
    result.push_back(nullptr);
    return result;
}

std::vector<std::string> environment_with(const std::vector<std::string>& additions) {
    std::vector<std::string> all = additions;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto name = text.substr(0, text.find('=') + 1);
        const auto replaces = [name](const std::string& one) { return one.starts_with(name); };
        if (std::none_of(additions.begin(), additions.end(), replaces)) all.emplace_back(text);
    }
    return all;
}

/// Which descriptors are the program's, and where it runs.
class Actions {
public:
    /// The leader of a session that opens a `terminal` has it for its own.
    Actions(int out, int err, const std::string& folder, const std::string& terminal) {
        const char* input = terminal.empty() ? "/dev/null" : terminal.c_str();
        const int mode = terminal.empty() ? O_RDONLY : O_RDWR;
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, input, mode, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, err, STDERR_FILENO);
        if (!folder.empty()) ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    }
    ~Actions() { ::posix_spawn_file_actions_destroy(&actions_); }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;

    const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

/// The signals of a user's shell, whatever this process ignores (nohup's SIGHUP for one).
class Attributes {
public:
    explicit Attributes(bool own_session) {
        sigset_t all;
        ::sigfillset(&all);
        ::posix_spawnattr_init(&attributes_);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        const int session = own_session ? POSIX_SPAWN_SETSID : 0;
        ::posix_spawnattr_setflags(&attributes_,
                                   static_cast<short>(POSIX_SPAWN_SETSIGDEF | session));
    }
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;

    const posix_spawnattr_t* get() const noexcept { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

/// Moves what the pipe holds into `text`; closes the pipe at its end.
void drain(UniqueFd& pipe, std::string& text) {
    std::array<char, 65536> bytes;
    const ssize_t n = ::read(pipe.get(), bytes.data(), bytes.size());
    if (n > 0) text.append(bytes.data(), static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno != EINTR)) pipe.reset(); // a terminal ends with EIO
}

} // namespace

bool can_make_terminal() noexcept {
    const UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    return master && ::grantpt(master.get()) == 0 && ::unlockpt(master.get()) == 0;
}

bool eventually(const std::function<bool()>& condition, std::chrono::nanoseconds limit) {
    const TimePoint deadline = Clock::now() + limit;
    while (!condition()) {
        if (Clock::now() > deadline) return false;
        std::this_thread::sleep_for(5ms); // between two looks, not for a time that should suffice
    }
    return true;
}

Program::Program(const std::vector<std::string>& command, const Surroundings& around) {
    Channel out = make_pipe();
    Channel err =
        around.on_terminal || around.in_terminal ? make_terminal(around.columns) : make_pipe();
    out_pipe_ = around.in_terminal ? UniqueFd() : std::move(out.ours);
    err_pipe_ = std::move(err.ours);
    const int output = around.in_terminal ? err.theirs.get() : out.theirs.get();
    start(command, around, output, err.theirs.get(), around.in_terminal ? err.name : "");
}

bool has_terminals() {
    try {
        make_terminal(80);
        return true;
    } catch (const Error&) {
        return false;
    }
}

void Program::type(std::string_view text) const {
    EXPECT_EQ(::write(err_pipe_.get(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
}

void Program::resize(unsigned short columns) const {
    set_columns(err_pipe_.get(), columns);
}

Program::~Program() {
    if (is_over_) return;
    signal(SIGKILL);
    reap();
}

void Program::start(const std::vector<std::string>& command, const Surroundings& around, int out,
                    int err, const std::string& terminal) {
    std::vector<std::string> arguments = command;
    std::vector<std::string> environment = environment_with(around.environment);
    const Actions actions(out, err, around.folder, terminal);
    const Attributes attributes(!terminal.empty());
    const int error = ::posix_spawnp(&pid_, command[0].c_str(), actions.get(), attributes.get(),
                                     pointers(arguments).data(), pointers(environment).data());
    if (error != 0) throw system_error(command[0], error);
}

void Program::signal(int number) const noexcept {
    if (!is_over_) ::kill(pid_, number);
}

int Program::wait(std::chrono::nanoseconds limit) {
    const TimePoint deadline = Clock::now() + limit;
    while (out_pipe_ || err_pipe_) {
        if (read_more(deadline)) continue;
        ADD_FAILURE() << "it does not end; so far it said: " << err_;
        signal(SIGKILL);
        break;
    }
    const auto has_ended = [this] {
        return is_over_ = is_over_ || ::waitpid(pid_, &status_, WNOHANG) == pid_;
    };
    if (!eventually(has_ended, std::max<std::chrono::nanoseconds>(deadline - Clock::now(), 1s))) {
        ADD_FAILURE() << "it does not end after all that it said: " << err_;
        signal(SIGKILL);
    }
    reap();
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

bool Program::complains_of(std::string_view text, std::chrono::nanoseconds limit) {
    const TimePoint deadline = Clock::now() + limit;
    while (err_.find(text) == std::string::npos)
        if (!err_pipe_ || !read_more(deadline)) return false;
    return true;
}

/// False where nothing comes until the deadline.
bool Program::read_more(TimePoint deadline) {
    std::array<pollfd, 2> pipes = {pollfd{out_pipe_.get(), POLLIN, 0},
                                   pollfd{err_pipe_.get(), POLLIN, 0}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left <= 0ms || ::poll(pipes.data(), pipes.size(), static_cast<int>(left.count())) <= 0)
        return false;
    if (pipes[0].revents != 0) drain(out_pipe_, out_);
    if (pipes[1].revents != 0) drain(err_pipe_, err_);
    return true;
}

void Program::reap() noexcept {
    if (is_over_) return;
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    is_over_ = true;
}

Ended run(const std::vector<std::string>& command, const Surroundings& around) {
    Program program(command, around);
    const int code = program.wait();
    return {code, program.out(), program.err()};
}

const char redstart_program[] = REDSTART_PROGRAM;

std::vector<std::string> redstart(const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {redstart_program};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

std::vector<std::string> as_nobody(const std::vector<std::string>& command) {
    std::vector<std::string> all = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    all.insert(all.end(), command.begin(), command.end());
    return all;
}

testing::AssertionResult is_one_complaint(const std::string& err) {
    const bool one_line = !err.empty() && err.find('\n') == err.size() - 1;
    if (one_line && err.starts_with("redstart: ")) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "not one line of redstart: \"" << err << '"';
}

} // namespace redstart
