"""How much the cores of this machine do, whoever it is for."""

import os
import time


def busy_seconds():
    """CPU time that everyone has used since the machine started, of all cores."""
    with open("/proc/stat", encoding="ascii") as lines:
        fields = [int(field) for field in lines.readline().split()[1:9]]
    idle, waiting = fields[3], fields[4]
    return (sum(fields) - idle - waiting) / os.sysconf("SC_CLK_TCK")


def busy_cores(seconds=1.0):
    """How many cores' worth of work is going on while the caller waits."""
    before, start = busy_seconds(), time.monotonic()
    time.sleep(seconds)
    return (busy_seconds() - before) / (time.monotonic() - start)
