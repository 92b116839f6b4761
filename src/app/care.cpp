// `redstart keep`, `note`, `delete` and `undelete`: ask the running appliance to care for a take.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/socket_option.hpp"
#include "disk/lookup.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace redstart {
namespace {

struct Options {
    SocketOption socket;
    TakeCare care;
};

/// The appliance is in another folder: a file that is there from here, or was before it was
/// deleted, has its whole path.
std::string whole_path(const std::filesystem::path& file) {
    const bool is_here = is_there(file) || is_there(file.string() + ".deleted");
    if (file.is_absolute() || !is_here) return file;
    const auto folder = file.has_parent_path() ? file.parent_path() : ".";
    return whole_path_of(folder) / file.filename();
}

int ask(const Options& options) {
    if (options.care.file.empty())
        throw Error("FILE", "it is empty", "name a take, as stop printed it");
    ControlClient client = options.socket.connect();
    Request request;
    request.care = options.care;
    request.care->file = whole_path(options.care.file);
    const nlohmann::json answer = client.ask(request);
    if (answer.value("ok", false)) {
        std::puts(answer.value("file", "").c_str());
        return 0;
    }
    std::fprintf(stderr, "redstart: %s\n", answer.value("error", "refused").c_str());
    return 1;
}

void add(CommandLine& program, Care care, const char* what) {
    const auto options = std::make_shared<Options>();
    options->care.care = care;
    Command added =
        program.add(std::string(to_string(care)), what, [options] { return ask(*options); });
    options->socket.add_to(added);
    added.option("FILE", options->care.file, "a finished take, or its place in the folder of takes")
        .required();
    if (care == Care::note)
        added.option("TEXT", options->care.text, "the note, at most 256 bytes; none: it goes");
}

} // namespace

void add_care(CommandLine& program) {
    add(program, Care::keep, "a take is never removed to make room");
    add(program, Care::note, "note something of a take, in its sidecar");
    add(program, Care::remove, "remove a take, in a minute");
    add(program, Care::restore, "take that back, within the minute");
}

} // namespace redstart
