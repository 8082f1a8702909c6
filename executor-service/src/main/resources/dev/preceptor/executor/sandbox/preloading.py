"""Modules that are imported once, before any program runs, so that no program waits for them."""

import os
import sys

# Threads of a library's own would not be there in a child, and no program needs more than one processor.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class Unusable(Exception):
    """A setting names a module that cannot be imported, or not here; the message says which."""


def load(libraries, names):
    """Makes the libraries' folders known and imports the modules; returns the address space that they take, in bytes."""
    sys.path += [path for path in libraries if path not in sys.path]
    for name in _ONE_THREAD:
        # For the C libraries only: to a program the environment is empty.
        os.putenv(name, "1")
    before = _address_space()
    for name in names:
        try:
            __import__(name)
        except Exception as e:
            raise Unusable("executor.preload: '%s' cannot be imported: %s: %s" % (name, type(e).__name__, e))
        if _threads() > 1:
            raise Unusable("executor.preload: '%s' starts threads as it is imported; leave it out" % name)
    return max(0, _address_space() - before) if names else 0


def _address_space():
    try:
        with open("/proc/self/statm") as sizes:
            return int(sizes.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _threads():
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1
