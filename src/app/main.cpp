// redstart: picks the command and runs it.
#include "alsa/pcm_handle.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/habits.hpp"

#include <array>
#include <csignal>
#include <string>
#include <string_view>

namespace {

struct Adder {
    std::string_view names; // a space around each
    void (*add)(redstart::CommandLine&);
};
constexpr std::array adders = {
    Adder{" run ", redstart::add_run},
    Adder{" board ", redstart::add_board},
    Adder{" record ", redstart::add_record},
    Adder{" start stop toggle split mark ", redstart::add_orders},
    Adder{" keep note delete undelete ", redstart::add_care},
    Adder{" status ", redstart::add_status},
    Adder{" devices ", redstart::add_devices},
    Adder{" plan ", redstart::add_plan},
    Adder{" play ", redstart::add_play},
    Adder{" monitor ", redstart::add_monitor},
    Adder{" info ", redstart::add_info},
    Adder{" verify ", redstart::add_verify},
    Adder{" repair ", redstart::add_repair},
    Adder{" report ", redstart::add_report},
    Adder{" session ", redstart::add_session},
    Adder{" trim ", redstart::add_trim},
    Adder{" convert ", redstart::add_convert},
    Adder{" doctor ", redstart::add_doctor},
    Adder{" export ", redstart::add_export},
};

/// Builds only the named command; building all of them costs a fifth of start-up. All where no
/// command has that name: the help lists them, and an error names the nearest.
void add_commands(redstart::CommandLine& line) {
    const std::string word = line.words().empty() ? "" : line.words().front();
    for (const Adder& adder : adders)
        if (adder.names.find(" " + word + " ") != std::string_view::npos) return adder.add(line);
    for (const Adder& adder : adders) adder.add(line);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // a reader that has gone is an error of the write,
    std::signal(SIGXFSZ, SIG_IGN); // and so is a file that may not grow
    redstart::silence_alsa();      // the one line that tells of an error is ours
    redstart::CommandLine line(
        {"redstart", "Redstart, a recorder one can trust: ALSA to WAV, nothing lost.",
         REDSTART_VERSION},
        redstart::in_our_words({argv + (argc > 0 ? 1 : 0), argv + argc}), add_commands);
    return line.run();
}
