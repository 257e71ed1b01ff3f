"""`loopwell` and `python -m bot`: the command line."""

import sys

from bot.commands import main

if __name__ == "__main__":
    sys.exit(main())
