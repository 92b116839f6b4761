// `redstart start`, `stop`, `toggle`, `split` and `mark`: ask the running appliance.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/note_option.hpp"
#include "app/socket_option.hpp"

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

void add_words(Command start, TakeWords& words) {
    const auto check = [](const std::string& name) {
        try {
            check_take_name(name);
            return std::string();
        } catch (const Error& error) {
            return std::string(error.what());
        }
    };
    start
        .option("--name", words.name,
                "stands for {name} in [storage] name: letters, digits, - and _, at most 64")
        .type_name("WORD")
        .check({"", check});
    add_note_option(start, words.notes);
}

Command add(CommandLine& program, const std::shared_ptr<Options>& options, Order order,
            const char* what) {
    Command added =
        program.add(std::string(to_string(order)), what, [options] { return ask(*options); });
    options->socket.add_to(added);
    added.footer(
        "A slow card is waited for, up to 10 minutes; an appliance that answers nothing at\n"
        "all for 5 s is not.");
    options->request.order = order;
    return added;
}

} // namespace

void add_orders(CommandLine& program) {
    const auto options = [] { return std::make_shared<Options>(); };
    const auto start = options();
    add_words(
        add(program, start, Order::start, "begin a take; prints its file once it is on the card"),
        start->request.words);
    add(program, options(), Order::stop, "end the take; prints the finished file");
    add(program, options(), Order::toggle, "what a press of the button does");
    add(program, options(), Order::split, "go on in a new file, without losing a frame; prints it");
    const auto mark = options();
    add(program, mark, Order::mark, "label this moment of the take")
        .option("TEXT", mark->request.text, "the label");
}

} // namespace redstart
