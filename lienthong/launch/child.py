"""Become a program that ends when the one who started it dies.

    python -m lienthong.launch.child PARENT PROGRAM [ARGUMENT...]

The kernel's parent-death signal has to be asked for inside the child; asking here and then
executing the program keeps the parent free of code between fork and exec.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Receive TERM when the parent ends, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    parent, *command = sys.argv[1:]
    die_with_parent()
    if os.getppid() != int(parent):  # it died before we asked
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606  the command is the supervisor's own
