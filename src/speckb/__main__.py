"""`python -m speckb`: the command line."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder, whose files are data: none of them is a module

from speckb.cli.main import main

sys.exit(main())
