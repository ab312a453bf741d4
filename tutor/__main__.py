"""Start the program: `tutor`, or `python -m tutor`."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType


def run() -> None:
    """Run the command line; Ctrl-C ends it without a traceback, also while it is still loading."""
    try:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else somebody wants it ignored
            signal.signal(signal.SIGINT, _end_at_once)
        from tutor.cli import main

        if signal.getsignal(signal.SIGINT) is _end_at_once:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        main()
    except KeyboardInterrupt:
        sys.stderr.write("\ntutor: stopped\n")
        sys.exit(130)


def _end_at_once(_number: int, _frame: FrameType | None) -> None:
    """End while nothing has begun: in the midst of an import, Python drops an exception at some places, and Ctrl-C would be lost."""
    os.write(2, b"\ntutor: stopped\n")
    os._exit(130)


if __name__ == "__main__":
    run()
