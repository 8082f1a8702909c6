"""Imports modules once, before any program runs, so that no program has to wait for these imports."""

import os
import pathlib
import sys
import threading
import time

# Settings of C libraries. Threads that a library starts do not exist in a forked child, and no program needs more than one
# CPU. jemalloc, of which Arrow and thus pandas have a copy, starts a thread that returns unused memory.
_ONE_THREAD = dict.fromkeys(
    """
    BLIS_NUM_THREADS MKL_NUM_THREADS NUMEXPR_NUM_THREADS OMP_NUM_THREADS OPENBLAS_NUM_THREADS POLARS_MAX_THREADS
    RAYON_NUM_THREADS
    """.split(),
    "1",
)
_ONE_THREAD.update(dict.fromkeys(["JE_ARROW_MALLOC_CONF", "MALLOC_CONF", "_RJEM_MALLOC_CONF"], "background_thread:false"))
# How often, and at which interval in seconds, threads are looked for until there are none.
_LOOKS, _PAUSE = 10, 0.02


class Unusable(Exception):
    """A setting names a module that cannot be imported; the message says which."""


class StartsThreads(Exception):
    """Importing a module started threads that do not end. A process with threads must not fork."""

    def __init__(self, module, threads):
        super().__init__(module)
        self.module = module
        self.threads = threads


def load(libraries, names):
    """Adds the library directories to sys.path and imports the modules.

    Returns the address space that the modules take, in bytes.
    """
    sys.path += [path for path in libraries if path not in sys.path]
    for name, value in _ONE_THREAD.items():
        # putenv sets them only for the C libraries. os.environ, which programs see, stays empty.
        os.putenv(name, value)
    before = _address_space()
    for name in names:
        try:
            __import__(name)
        except Exception as e:
            raise Unusable("executor.preload: '%s' cannot be imported: %s: %s" % (name, type(e).__name__, e))
        others = _other_threads()
        if others:
            raise StartsThreads(name, others)
    return max(0, _address_space() - before) if names else 0


def _address_space():
    """The size of this process's address space in bytes; 0 if it is not known."""
    try:
        with open("/proc/self/statm") as sizes:
            return int(sizes.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _other_threads():
    """The names of the threads of this process besides the current one, if they do not end soon; empty if they are not known."""
    for _ in range(_LOOKS):
        names = _names_of_other_threads()
        if not names:
            return []
        time.sleep(_PAUSE)
    return names


def _names_of_other_threads():
    try:
        numbers = set(os.listdir("/proc/self/task")) - {str(threading.get_native_id())}
    except OSError:
        return []
    names = []
    for number in sorted(numbers, key=int):
        try:
            names.append(pathlib.Path("/proc/self/task", number, "comm").read_text().strip())
        except OSError:
            # The thread has ended meanwhile.
            pass
    return names
