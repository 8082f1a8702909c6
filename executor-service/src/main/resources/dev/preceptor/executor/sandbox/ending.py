"""The end of a program's process as Python ends: threads, exit handlers, what is left of the program, and its output.

Python's own Py_FinalizeEx does the same and takes all modules apart, which costs a forked process 6 to 12 ms.
"""

import atexit
import gc
import os
import sys

from harness import kernel

# Python's own status where the output cannot be written.
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
    # The program's own objects may print as they go. As in Python, they are collected first while its names are there, which
    # also decides in which order those go that are left.
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
        # Python prints it and goes on.
        pass


def _flush(stream):
    """Whether the stream, where it is open, could be flushed."""
    try:
        if stream is not None and not getattr(stream, "closed", False):
            stream.flush()
        return True
    except BaseException:
        return False
