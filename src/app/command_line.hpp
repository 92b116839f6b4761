// The program's command line: its commands, and the options and words of each.
//
// CLI11 reads it, and command_line.cpp alone knows that: its header costs each source that includes
// it seconds to compile, and each start of the program as many objects to construct.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace redstart {

/// What an option's text has to be.
struct Check {
    std::string what; // as the help calls it, behind the option: TIME, SIZE, LEVEL
    std::function<std::string(const std::string&)> refusal; // what is wrong with it; empty: nothing
};

Check one_of(const std::vector<std::string>& words);
Check between(std::int64_t least, std::int64_t most);

/// An option, a flag or a word of one command; lives as long as its CommandLine.
class Argument {
public:
    explicit Argument(CLI::Option* option) noexcept : option_(option) {}

    Argument& type_name(const char* name); // in the help: PCM, FILE
    Argument& check(const Check& check);
    Argument& required();
    Argument& shows_default(); // in the help
    Argument& excludes(const char* other);

private:
    CLI::Option* option_;
};

/// One command. What its arguments are read into has to live until it has run.
class Command {
public:
    explicit Command(CLI::App* app) noexcept : app_(app) {}

    /// `names` are "-d,--device", or one word without a dash for what has no option before it.
    Argument option(const std::string& names, std::string& value, const std::string& help);
    Argument option(const std::string& names, std::optional<std::string>& value,
                    const std::string& help);
    Argument option(const std::string& names, unsigned& value, const std::string& help);
    Argument option(const std::string& names, std::optional<unsigned>& value,
                    const std::string& help);
    Argument option(const std::string& names, std::optional<std::int64_t>& value,
                    const std::string& help);
    Argument option(const std::string& names, std::optional<std::uint64_t>& value,
                    const std::string& help);
    Argument option(const std::string& names, std::vector<std::string>& value,
                    const std::string& help);
    /// May be given again and again; an Error that `take` throws is wrong usage.
    Argument option(const std::string& names, std::function<void(const std::string&)> take,
                    const std::string& help);
    Argument flag(const std::string& names, bool& value, const std::string& help);

    void footer(const char* text); // below the options in the help

private:
    CLI::App* app_;
};

/// All commands, and the one that was chosen.
class CommandLine {
public:
    CommandLine(const char* name, const char* what, const char* version);
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    /// `run` returns the exit code, or throws Error for exit code 1.
    Command add(const std::string& name, const std::string& what, std::function<int()> run);

    /// Reads the line and runs the chosen command. The exit code: 1 for what failed, 2 for wrong
    /// usage; what is wrong is told in one line.
    int run(int argc, char** argv);

private:
    std::unique_ptr<CLI::App> app_;
    std::function<int()> chosen_;
};

} // namespace redstart
