// redstart: picks the command, runs it, and says in one line what went wrong.
#include "alsa/pcm_handle.hpp"
#include "app/command.hpp"
#include "config/nearest.hpp"

#include <redstart/error.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

namespace {

constexpr int failed = 1, wrong_usage = 2;

int complain(const char* what, int code) {
    std::fprintf(stderr, "redstart: %s\n", what);
    return code;
}

constexpr std::array<std::pair<std::string_view, const char*>, 4> habits = {
    {{"-t", "Redstart writes WAV only (for raw: record - | sox -t wav - x.raw)"},
     {"-l", "redstart devices lists sound cards"},
     {"-L", "redstart devices lists sound cards"},
     {"-v", "redstart --version tells the version"}}};

std::string remedy_for(std::string_view option, const std::string& command) {
    for (const auto& [letter, remedy] : habits)
        if (option.substr(0, letter.size()) == letter && !option.starts_with("--")) return remedy;
    return command + " --help shows what there is";
}

/// "-t: no such option; ...", where CLI11 lists all that is left over, turned round.
std::string no_such(const CLI::App& program, const std::string& command) {
    const std::vector<std::string> left = program.remaining(true);
    const auto is_option = [](const std::string& word) { return word.starts_with("-"); };
    const auto option = std::find_if(left.rbegin(), left.rend(), is_option);
    if (option == left.rend())
        return (left.empty() ? command : left.back()) + ": one argument too many; see " + command +
               " --help";
    return *option + ": no such option; " + remedy_for(*option, command);
}

/// --help and --version are printed as they are; everything else is one line and where to look.
int usage(const CLI::App& program, const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);
    std::string command = "redstart";
    for (const CLI::App* chosen : program.get_subcommands()) command += " " + chosen->get_name();
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr &&
        !program.remaining(true).empty())
        return complain(no_such(program, command).c_str(), wrong_usage);
    return complain((std::string(error.what()) + "; see " + command + " --help").c_str(),
                    wrong_usage);
}

/// CLI11 would only say that a command is missing.
void refuse_unknown_command(const CLI::App& program, const std::string& word) {
    std::vector<std::string> names;
    for (const CLI::App* command : program.get_subcommands({}))
        names.push_back(command->get_name());
    constexpr std::array<std::string_view, 4> known = {"-h", "--help", "--version", "--help-all"};
    if (std::find(known.begin(), known.end(), word) != known.end()) return;
    if (word.starts_with("-"))
        throw CLI::ExtrasError("\"" + word + "\": no such option; " + remedy_for(word, "redstart"),
                               CLI::ExitCodes::ExtrasError);
    if (std::find(names.begin(), names.end(), word) != names.end()) return;
    const auto close = redstart::nearest(word, names);
    throw CLI::ExtrasError("\"" + word + "\" is no command" +
                               (close ? "; did you mean " + *close + "?" : ""),
                           CLI::ExitCodes::ExtrasError);
}

struct Adder {
    std::string_view names; // a space around each
    void (*add)(CLI::App&, redstart::Run&);
};
constexpr std::array adders = {
    Adder{" run ", redstart::add_run},
    Adder{" record ", redstart::add_record},
    Adder{" start stop toggle split mark ", redstart::add_orders},
    Adder{" status ", redstart::add_status},
    Adder{" devices ", redstart::add_devices},
    Adder{" plan ", redstart::add_plan},
    Adder{" play ", redstart::add_play},
    Adder{" monitor ", redstart::add_monitor},
    Adder{" info ", redstart::add_info},
    Adder{" verify ", redstart::add_verify},
    Adder{" repair ", redstart::add_repair},
    Adder{" session ", redstart::add_session},
    Adder{" trim ", redstart::add_trim},
};

/// Builds only the named command; building all of them costs a fifth of start-up. All where no
/// command has that name: the help lists them, and an error names the nearest.
void add_commands(CLI::App& program, redstart::Run& chosen, const std::string& word) {
    for (const Adder& adder : adders)
        if (adder.names.find(" " + word + " ") != std::string_view::npos)
            return adder.add(program, chosen);
    for (const Adder& adder : adders) adder.add(program, chosen);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // a reader that has gone is an error of the write,
    std::signal(SIGXFSZ, SIG_IGN); // and so is a file that may not grow
    redstart::silence_alsa();      // the one line that tells of an error is ours
    CLI::App program("Redstart, a recorder one can trust: ALSA to WAV, nothing lost.", "redstart");
    program.set_version_flag("--version", "redstart " REDSTART_VERSION);
    program.require_subcommand(1);
    redstart::Run chosen;
    add_commands(program, chosen, argc > 1 ? argv[1] : "");
    try {
        if (argc > 1) refuse_unknown_command(program, argv[1]);
        program.parse(argc, argv);
        return chosen();
    } catch (const CLI::ParseError& error) {
        return usage(program, error);
    } catch (const std::exception& error) {
        return complain(error.what(), failed);
    }
}
