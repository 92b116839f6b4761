# What scripts/faults runs, and how it counts.
