// The program's command line: its commands, and the options and words of each.
//
// CLI11 reads it, and command_line.cpp alone knows that: its header costs each source that includes
// it seconds to compile, and each start of the program as many objects to construct.
#pragma once

#include <redstart/error.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

/// What the words mean together makes no sense: thrown by what a command runs, and told as any
/// other wrong usage is.
struct WrongUsage : Error {
    using Error::Error;
};

class CommandLine;

/// An option, a flag or a word of one command; lives as long as its CommandLine.
class Argument {
public:
    Argument(CLI::Option* option, CLI::App& app, CommandLine& line) noexcept
        : option_(option), app_(app), line_(line) {}

    Argument& type_name(const char* name); // in the help: PCM, FILE
    Argument& check(const Check& check);
    /// Before the checks, what was typed becomes what is checked and read: 48k is 48000.
    Argument& rewrite(std::function<std::string(const std::string&)> to);
    Argument& hidden(); // in the help
    Argument& required();
    Argument& shows_default();             // in the help
    Argument& excludes(const char* other); // of the same command, added before or after it

private:
    CLI::Option* option_; // nothing where the line does not name it
    CLI::App& app_;
    CommandLine& line_;
};

/// One command. What its arguments are read into has to live until it has run.
class Command {
public:
    Command(CLI::App& app, CommandLine& line) noexcept : app_(app), line_(line) {}

    /// `names` are "-d,--device", or one word without a dash for what has no option before it. A
    /// Value is a string, a number, an optional of these, or a vector of strings; those that there
    /// are stand at the end of command_line.cpp.
    template <class Value>
    Argument option(const std::string& names, Value& value, const std::string& help);
    /// May be given again and again; an Error that `take` throws is wrong usage.
    Argument repeated(const std::string& names, std::function<void(const std::string&)> take,
                      const std::string& help);
    /// Its value may be left out, and is empty then.
    Argument option_or_flag(const std::string& names, bool& is_given, std::string& value,
                            const std::string& help);
    /// A flag that takes a word behind =, so that no FILE is taken for it; else the word is "true".
    Argument flag_or_word(const std::string& names, std::string& word, const std::string& help);
    Argument flag(const std::string& names, bool& value, const std::string& help);

    void footer(const char* text); // below the options in the help

private:
    CLI::App& app_;
    CommandLine& line_;
};

/// The words that were typed, and the commands that they may mean. Only the options that they name
/// are built: an option that nobody gave costs a start nothing. What is wrong with the words, and
/// the help, is told by all of them.
class CommandLine {
public:
    struct Program {
        const char *name, *what, *version;
    };

    /// `add_commands` calls add() for each.
    CommandLine(const Program& program, std::vector<std::string> words,
                std::function<void(CommandLine&)> add_commands);
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    /// Without the program's name.
    const std::vector<std::string>& words() const noexcept { return words_; }

    /// `run` returns the exit code, or throws Error for exit code 1, WrongUsage for 2.
    Command add(const std::string& name, const std::string& what, std::function<int()> run);

    /// Runs the chosen command. The exit code: 1 for what failed, 2 for wrong usage; what is wrong
    /// is told in one line.
    int run();

private:
    friend class Command;
    friend class Argument;

    bool may_name(std::string_view names) const noexcept;
    void exclude();
    void read(bool builds_all);
    bool is_read_from_what_it_names();

    const Program program_;
    const std::vector<std::string> words_;
    const std::function<void(CommandLine&)> add_commands_;
    std::unique_ptr<CLI::App> app_;
    struct Exclusion {
        CLI::App* command;
        CLI::Option* option;
        const char* other;
    };
    std::vector<Exclusion> exclusions_;
    bool builds_all_ = false, needs_all_ = false;
    std::function<int()> chosen_;
};

} // namespace redstart
