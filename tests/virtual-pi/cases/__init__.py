# What the virtual Pi must show, a file for each kind of trouble.
