// The commands of the program: each adds itself to the command line, in a file of its own.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace redstart {

/// What the command line chose; returns the exit code, or throws Error for exit code 1.
using Run = std::function<int()>;

void add_run(CLI::App& program, Run& chosen);
void add_record(CLI::App& program, Run& chosen);
void add_orders(CLI::App& program, Run& chosen); // start, stop, toggle, split, mark
void add_status(CLI::App& program, Run& chosen);
void add_devices(CLI::App& program, Run& chosen);
void add_plan(CLI::App& program, Run& chosen);
void add_info(CLI::App& program, Run& chosen);
void add_verify(CLI::App& program, Run& chosen);
void add_monitor(CLI::App& program, Run& chosen);
void add_play(CLI::App& program, Run& chosen);
void add_repair(CLI::App& program, Run& chosen);
void add_session(CLI::App& program, Run& chosen);
void add_trim(CLI::App& program, Run& chosen);

} // namespace redstart
