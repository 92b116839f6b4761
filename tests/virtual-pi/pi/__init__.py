# The virtual Pi as seen by the host: its wires, its card slot, its plug, and a way to run commands.
