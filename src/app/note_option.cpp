// A note that is refused is told in the words of Notes.
#include "app/note_option.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace redstart {

void add_note_option(CLI::App& command, Notes& notes) {
    const auto add = [&notes](const std::vector<std::string>& all) {
        try {
            for (const std::string& note : all) notes.add(note);
        } catch (const Error& error) {
            throw CLI::ValidationError(error.what());
        }
    };
    command
        .add_option_function<std::vector<std::string>>(
            "--note", add, "what is to be known of the take, like speaker=alice; repeatable")
        ->type_name("KEY=TEXT")
        ->allow_extra_args(false);
}

} // namespace redstart
