// `redstart start`, `stop`, `toggle`, `split` and `mark`: ask the running appliance.
#include "app/command.hpp"
#include "app/note_option.hpp"
#include "app/socket_option.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace redstart {
namespace {

struct Options {
    SocketOption socket;
    Request request;
};

int ask(const Options& options) {
    ControlClient client = options.socket.connect();
    const nlohmann::json answer = client.ask(options.request);
    if (answer.value("ok", false)) {
        const std::string file = answer.value("file", "");
        if (!file.empty()) std::puts(file.c_str());
        return 0;
    }
    std::fprintf(stderr, "redstart: %s\n", answer.value("error", "refused").c_str());
    return 1;
}

void add_words(CLI::App& start, TakeWords& words) {
    const auto check = [](std::string& name) {
        try {
            check_take_name(name);
            return std::string();
        } catch (const Error& error) {
            return std::string(error.what());
        }
    };
    start
        .add_option("--name", words.name,
                    "stands for {name} in [storage] name: letters, digits, - and _, at most 64")
        ->type_name("WORD")
        ->check(CLI::Validator(check, "", "name"));
    add_note_option(start, words.notes);
}

CLI::App& add(CLI::App& program, Run& chosen, const std::shared_ptr<Options>& options, Order order,
              const char* what) {
    CLI::App& added = *program.add_subcommand(std::string(to_string(order)), what);
    options->socket.add_to(added);
    added.footer(
        "A slow card is waited for, up to 10 minutes; an appliance that answers nothing at\n"
        "all for 5 s is not.");
    options->request.order = order;
    added.callback([options, &chosen] { chosen = [options] { return ask(*options); }; });
    return added;
}

} // namespace

void add_orders(CLI::App& program, Run& chosen) {
    const auto options = [] { return std::make_shared<Options>(); };
    const auto start = options();
    add_words(add(program, chosen, start, Order::start,
                  "begin a take; prints its file once it is on the card"),
              start->request.words);
    add(program, chosen, options(), Order::stop, "end the take; prints the finished file");
    add(program, chosen, options(), Order::toggle, "what a press of the button does");
    add(program, chosen, options(), Order::split,
        "go on in a new file, without losing a frame; prints it");
    const auto mark = options();
    add(program, chosen, mark, Order::mark, "label this moment of the take")
        .add_option("TEXT", mark->request.text, "the label");
}

} // namespace redstart
