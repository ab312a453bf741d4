"""Start the program: `tutor`, or `python -m tutor`."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line; Ctrl-C ends it without a traceback, also while it is still loading."""
    try:
        from tutor.cli import main

        main()
    except KeyboardInterrupt:
        sys.stderr.write("\ntutor: stopped\n")
        sys.exit(130)


if __name__ == "__main__":
    run()
