"""`python -m geo_core`."""

import sys

from geo_core.cli.parser import run

sys.exit(run(sys.argv[1:]))
