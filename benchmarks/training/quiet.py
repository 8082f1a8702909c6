"""Whether this machine is quiet enough to measure on: other work on its cores makes every figure worse, and not evenly."""

import os
import time


def busy_cores(seconds=1.0):
    """How many cores all processes together use while this one sleeps."""
    before = _busy()
    time.sleep(seconds)
    return (_busy() - before) / os.sysconf("SC_CLK_TCK") / seconds


def _busy():
    with open("/proc/stat", encoding="ascii") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    idle = fields[3] + fields[4]
    return sum(fields) - idle


def describe():
    """One line for people, and whether it is quiet."""
    load = os.getloadavg()[0]
    busy = busy_cores()
    quiet = busy < 0.15
    word = "quiet" if quiet else "NOT quiet: do not trust these figures"
    return f"machine: {os.cpu_count()} cores, load {load:.2f}, others use {busy:.2f} cores: {word}", quiet
