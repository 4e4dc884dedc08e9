"""Runs a program in a terminal of 24 lines of 100 characters: what comes on standard input is typed, what appears is written."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

LINES, COLUMNS = 24, 100
PIECE_BYTES = 65536


def pass_on(master):
    """Until the program has ended, and with it the terminal."""
    sources = [master, 0]
    while True:
        ready, _, _ = select.select(sources, [], [])
        if 0 in ready:
            typed = os.read(0, PIECE_BYTES)
            if typed:
                os.write(master, typed)
            else:
                sources.remove(0)
        if master in ready:
            try:
                shown = os.read(master, PIECE_BYTES)
            except OSError:
                return
            if not shown:
                return
            os.write(1, shown)


child, master = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
pass_on(master)
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
