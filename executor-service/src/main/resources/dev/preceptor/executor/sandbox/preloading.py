"""Imports modules once, before any program runs, so that no program has to wait for these imports."""

import os
import sys

# Threads that a library starts do not exist in a forked child, and no program needs more than one CPU.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class Unusable(Exception):
    """A setting names a module that cannot be imported or preloaded; the message says which."""


def load(libraries, names):
    """Adds the library directories to sys.path and imports the modules.

    Returns the address space that the modules take, in bytes.
    """
    sys.path += [path for path in libraries if path not in sys.path]
    for name in _ONE_THREAD:
        # putenv sets them only for the C libraries. os.environ, which programs see, stays empty.
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
    """The size of this process's address space in bytes; 0 if it is not known."""
    try:
        with open("/proc/self/statm") as sizes:
            return int(sizes.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _threads():
    """The number of threads of this process; 1 if it is not known."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1
