// Hands it to CLI11, and turns what CLI11 refuses into one line.
#include "app/command_line.hpp"

#include "app/wrong_words.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <set>
#include <string_view>
#include <utility>

namespace redstart {
namespace {

constexpr int failed = 1, wrong_usage = 2;
using Words = std::vector<std::string>;

int complain(const char* what, int code) {
    std::fprintf(stderr, "redstart: %s\n", what);
    return code;
}

constexpr const char* hidden_group = "hidden"; // CLI11's own way takes their names away too

struct HelpFormatter : CLI::Formatter {
    std::string make_group(std::string group, bool is_positional,
                           std::vector<const CLI::Option*> options) const override {
        if (group == hidden_group) return {};
        return Formatter::make_group(std::move(group), is_positional, std::move(options));
    }
};

/// Of what CLI11 says, "--rate: At Most 1 required but received 2".
std::string in_words(const std::string& what) {
    const std::size_t end = what.find(": At Most 1 required but received");
    return end == what.npos ? what : what.substr(0, end) + ": given more than once";
}

/// Of the chosen command.
Words long_names(const CLI::App& program) {
    Words names;
    for (const CLI::App* command : program.get_subcommands())
        for (const CLI::Option* option : command->get_options())
            for (const std::string& name : option->get_lnames()) names.push_back(name);
    return names;
}

/// --help and --version are printed as they are; everything else is one line and where to look.
int usage(const CLI::App& program, const CLI::ParseError& error, const Words& typed) {
    if (error.get_exit_code() == 0) return program.exit(error);
    std::string command = program.get_name();
    for (const CLI::App* chosen : program.get_subcommands()) command += " " + chosen->get_name();
    const bool is_extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
    const Words left = is_extra ? program.remaining(true) : Words();
    const std::string what = left.empty() ? in_words(error.what())
                                          : left_over(left, typed, long_names(program), command);
    return complain(with_help(what, command).c_str(), wrong_usage);
}

/// CLI11 would only say that a command is missing.
void refuse_unknown_command(const CLI::App& program, const std::string& word) {
    Words names = {"-h", "--help", "--version", "--help-all"};
    for (const CLI::App* command : program.get_subcommands({}))
        names.push_back(command->get_name());
    if (std::find(names.begin(), names.end(), word) == names.end())
        throw CLI::ExtrasError(no_command(word, names), CLI::ExitCodes::ExtrasError);
}

} // namespace

Check one_of(const std::vector<std::string>& words) {
    const auto member =
        std::make_shared<CLI::IsMember>(std::set<std::string>(words.begin(), words.end()));
    return {member->get_description(),
            [member](const std::string& text) { return (*member)(text); }};
}

Check between(std::int64_t least, std::int64_t most) {
    const CLI::Range range(least, most);
    const auto refusal = [range, least, most](const std::string& text) {
        if (range(text).empty()) return std::string{};
        const bool is_number =
            !text.empty() && text.find_first_not_of("0123456789", text[0] == '-') == text.npos;
        return is_number ? text + " is not between " + std::to_string(least) + " and " +
                               std::to_string(most)
                         : '"' + text + "\" is no whole number";
    };
    return {range.get_description(), refusal};
}

Argument& Argument::type_name(const char* name) {
    if (option_ != nullptr) option_->type_name(name);
    return *this;
}

Argument& Argument::check(const Check& check) {
    const auto refusal = [refusal = check.refusal](std::string& text) { return refusal(text); };
    if (option_ != nullptr) option_->check(CLI::Validator(refusal, check.what));
    return *this;
}

Argument& Argument::rewrite(std::function<std::string(const std::string&)> to) {
    const auto change = [to = std::move(to)](std::string& text) {
        text = to(text);
        return std::string();
    };
    if (option_ != nullptr) option_->transform(CLI::Validator(change, ""));
    return *this;
}

Argument& Argument::hidden() {
    if (option_ != nullptr) option_->group(hidden_group);
    return *this;
}

Argument& Argument::required() {
    if (option_ != nullptr)
        option_->required();
    else
        line_.needs_all_ = true; // to say which one is missing
    return *this;
}

Argument& Argument::shows_default() {
    if (option_ != nullptr) option_->capture_default_str();
    return *this;
}

Argument& Argument::excludes(const char* other) {
    if (option_ != nullptr) line_.exclusions_.push_back({&app_, option_, other});
    return *this;
}

template <class Value>
Argument Command::option(const std::string& names, Value& value, const std::string& help) {
    if (!line_.may_name(names)) return {nullptr, app_, line_};
    return {app_.add_option(names, value, help), app_, line_};
}

Argument Command::repeated(const std::string& names, std::function<void(const std::string&)> take,
                           const std::string& help) {
    if (!line_.may_name(names)) return {nullptr, app_, line_};
    const auto take_all = [take = std::move(take)](const std::vector<std::string>& texts) {
        try {
            for (const std::string& text : texts) take(text);
        } catch (const Error& error) {
            throw CLI::ValidationError(error.what());
        }
    };
    return {app_.add_option_function<std::vector<std::string>>(names, take_all, help)
                ->allow_extra_args(false),
            app_, line_};
}

Argument Command::option_or_flag(const std::string& names, bool& is_given, std::string& value,
                                 const std::string& help) {
    if (!line_.may_name(names)) return {nullptr, app_, line_};
    const auto take = [&](const std::vector<std::string>& texts) {
        is_given = true;
        value = texts.empty() ? std::string() : texts.front();
    };
    return {app_.add_option_function<std::vector<std::string>>(names, take, help)
                ->expected(0, 1)
                ->allow_extra_args(false),
            app_, line_};
}

Argument Command::flag(const std::string& names, bool& value, const std::string& help) {
    if (!line_.may_name(names)) return {nullptr, app_, line_};
    return {app_.add_flag(names, value, help), app_, line_};
}

Argument Command::flag_or_word(const std::string& names, std::string& word,
                               const std::string& help) {
    if (!line_.may_name(names)) return {nullptr, app_, line_};
    return {app_.add_flag(names, word, help), app_, line_};
}

void Command::footer(const char* text) {
    app_.footer(text);
}

CommandLine::CommandLine(const Program& program, std::vector<std::string> words,
                         std::function<void(CommandLine&)> add_commands)
    : program_(program), words_(std::move(words)), add_commands_(std::move(add_commands)) {}

CommandLine::~CommandLine() = default;

Command CommandLine::add(const std::string& name, const std::string& what,
                         std::function<int()> run) {
    CLI::App* const command = app_->add_subcommand(name, what);
    command->callback([this, run = std::move(run)] { chosen_ = run; });
    return {*command, *this};
}

/// "-d,--duration" by "-d", "-qd5", "--duration" and "--duration=5"; a word without a dash always.
/// One name too many costs a little, one too few would be an option that does not exist.
bool CommandLine::may_name(std::string_view names) const noexcept {
    if (builds_all_ || !names.starts_with("-")) return true;
    while (!names.empty()) {
        const std::string_view name = names.substr(0, names.find(','));
        names.remove_prefix(std::min(names.size(), name.size() + 1));
        const bool is_long = name.starts_with("--");
        const auto is_it = [&](std::string_view word) {
            if (is_long) return word.starts_with(name);
            return word.starts_with("-") && word.find(name[1]) != std::string_view::npos;
        };
        if (std::any_of(words_.begin(), words_.end(), is_it)) return true;
    }
    return false;
}

/// Where both are built; else one of them was not named.
void CommandLine::exclude() {
    for (const Exclusion& exclusion : exclusions_)
        if (CLI::Option* other = exclusion.command->get_option_no_throw(exclusion.other))
            exclusion.option->excludes(other);
}

void CommandLine::read(bool builds_all) {
    builds_all_ = builds_all;
    exclusions_.clear();
    app_ = std::make_unique<CLI::App>(program_.what, program_.name);
    if (builds_all_) app_->formatter(std::make_shared<HelpFormatter>());
    app_->set_version_flag("--version", std::string(program_.name) + " " + program_.version);
    app_->require_subcommand(1);
    add_commands_(*this);
    exclude();
    if (!words_.empty()) refuse_unknown_command(*app_, words_.front());
    app_->parse(std::vector<std::string>(words_.rbegin(), words_.rend()));
}

bool CommandLine::is_read_from_what_it_names() {
    try {
        read(false);
        return !needs_all_;
    } catch (const CLI::ParseError&) {
        return false;
    }
}

int CommandLine::run() {
    try {
        if (!is_read_from_what_it_names()) read(true);
        return chosen_();
    } catch (const CLI::ParseError& error) {
        return usage(*app_, error, words_);
    } catch (const WrongUsage& error) {
        return usage(*app_, CLI::ValidationError(error.what()), words_);
    } catch (const std::exception& error) {
        return complain(error.what(), failed);
    }
}

template Argument Command::option(const std::string&, std::string&, const std::string&);
template Argument Command::option(const std::string&, std::optional<std::string>&,
                                  const std::string&);
template Argument Command::option(const std::string&, std::vector<std::string>&,
                                  const std::string&);
template Argument Command::option(const std::string&, unsigned&, const std::string&);
template Argument Command::option(const std::string&, std::uint64_t&, const std::string&);
template Argument Command::option(const std::string&, std::optional<unsigned>&, const std::string&);
template Argument Command::option(const std::string&, std::optional<std::int64_t>&,
                                  const std::string&);
template Argument Command::option(const std::string&, std::optional<std::uint64_t>&,
                                  const std::string&);

} // namespace redstart
