"""Ends a program's process as Python would: threads, exit handlers, remaining objects, then buffered output.

Python's own Py_FinalizeEx also tears down all modules, which takes a forked process 6 to 12 ms.
"""

import atexit
import gc
import os
import sys

from harness import kernel

# Python's exit status if standard output could not be written.
_NOT_WRITTEN = 120


def end(status):
    """Ends this process with the exit status; never returns."""
    threading = sys.modules.get("threading")
    if threading is not None:
        _do(threading._shutdown)
    _do(atexit._run_exitfuncs)
    is_written = _flush(sys.stdout)
    _flush(sys.stderr)
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
    sys.last_type = sys.last_value = sys.last_traceback = None
    # Finalizers of the program's objects may print. As in Python, garbage is collected first while the names of the
    # main module still exist. This also determines the order in which the remaining objects are destroyed.
    _do(gc.collect)
    sys.modules.pop("__main__", None)
    _do(gc.collect)
    is_written = _flush(sys.stdout) and is_written
    kernel.flush_all()
    os._exit(status if is_written else _NOT_WRITTEN)


def _do(step):
    try:
        step()
    except BaseException:
        # Python would print the exception and continue.
        pass


def _flush(stream):
    """Flushes the stream if it is open; returns False if that fails."""
    try:
        if stream is not None and not getattr(stream, "closed", False):
            stream.flush()
        return True
    except BaseException:
        return False
