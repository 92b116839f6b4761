// A note that is refused is told in the words of Notes.
#include "app/note_option.hpp"

#include "app/command_line.hpp"

namespace redstart {

void add_note_option(Command& command, Notes& notes) {
    command
        .repeated(
            "--note", [&notes](const std::string& note) { notes.add(note); },
            "what is to be known of the take, like speaker=alice; repeatable")
        .type_name("KEY=TEXT");
}

} // namespace redstart
