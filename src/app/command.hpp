// The commands of the program: each adds itself to the command line, in a file of its own.
#pragma once

namespace redstart {

class CommandLine;

void add_run(CommandLine& program);
void add_board(CommandLine& program);
void add_record(CommandLine& program);
void add_orders(CommandLine& program); // start, stop, toggle, split, mark
void add_care(CommandLine& program);   // keep, note, delete, undelete
void add_status(CommandLine& program);
void add_devices(CommandLine& program);
void add_plan(CommandLine& program);
void add_info(CommandLine& program);
void add_verify(CommandLine& program);
void add_monitor(CommandLine& program);
void add_play(CommandLine& program);
void add_repair(CommandLine& program);
void add_report(CommandLine& program);
void add_session(CommandLine& program);
void add_trim(CommandLine& program);
void add_convert(CommandLine& program);
void add_doctor(CommandLine& program);
void add_export(CommandLine& program);

} // namespace redstart
