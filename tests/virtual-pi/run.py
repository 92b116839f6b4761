#!/usr/bin/env python3
# Runs the tests of the virtual Pi; scripts/virtual-pi test calls it with the image.
import sys

import cases
from pi import runner

sys.exit(runner.main(cases, sys.argv[1:]))
