"""`python -m speckb`: the command line."""

import sys

from speckb.cli.main import main

sys.exit(main())
