"""Whether this machine is quiet enough to measure on: other work on its cores makes every figure worse, and not evenly."""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from cores import busy_cores  # noqa: E402


def describe():
    """One line for people, and whether it is quiet."""
    load = os.getloadavg()[0]
    busy = busy_cores()
    quiet = busy < 0.15
    word = "quiet" if quiet else "NOT quiet: do not trust these figures"
    return f"machine: {os.cpu_count()} cores, load {load:.2f}, others use {busy:.2f} cores: {word}", quiet
