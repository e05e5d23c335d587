#!/usr/bin/env python3
"""Times whole processes: measure.py RUNS COMMAND...

Each command is one argument, split as a shell splits words.  After a run of
each that is not counted, they run in turn, so that a machine that changes its
speed changes it for all.  Prints a line for each: "WALL_MS CPU_MS PEAK_KIB",
medians of the runs, as the kernel accounts them; children that the command
has waited for are in its CPU time.  Refuses a command that ends with a status
other than 0 and 2 (incomplete).
"""
import os
import shlex
import statistics
import sys
import time


def run(words):
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for fd in range(3):
            os.dup2(null, fd)
        try:
            os.execvp(words[0], words)
        finally:
            os._exit(127)
    _, status, used = os.wait4(pid, 0)
    wall = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 2):
        sys.exit(f"measure: exit {code}: {' '.join(words)}")
    return wall * 1000, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss


def main():
    runs = int(sys.argv[1])
    commands = [shlex.split(c) for c in sys.argv[2:]]
    seen = [[] for _ in commands]
    for turn in range(runs + 1):
        for i, words in enumerate(commands):
            figures = run(words)
            if turn > 0:
                seen[i].append(figures)
    for figures in seen:
        print(*(round(statistics.median(f), 1) for f in zip(*figures)))


main()
