"""Runs the code of a program as the module __main__."""

import builtins
import sys
import types


def execute(code, path, describe):
    """Runs a list of code objects in a new main module whose __file__ is the path.

    Returns the exit status and, if an uncaught exception ended the program, the result of describe for that
    exception; None otherwise.
    """
    try:
        _run(code, path)
    except SystemExit as e:
        return _status(e.code), None
    except BaseException as e:
        return _on_uncaught(e, e.__traceback__.tb_next.tb_next, describe)
    return 0, None


def _run(code, path):
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    module.__dict__.update(__builtins__=builtins, __file__=path, __cached__=None, __annotations__={})
    for part in code:
        exec(part, module.__dict__)


def _on_uncaught(e, trace, describe):
    """Calls the program's sys.excepthook if it has set one. Python's default hook only prints, so it is not called."""
    hook = sys.excepthook
    if hook is not sys.__excepthook__:
        try:
            hook(type(e), e.with_traceback(trace), trace)
            return 1, None
        except SystemExit as left:
            return _status(left.code), None
        except BaseException as other:
            e = other
    return 1, describe(e)


def _status(code):
    """The exit status of a SystemExit with the given code.

    A code that is neither None nor an integer is printed, as in Python.
    """
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    try:
        print(code, file=sys.stderr)
    except BaseException:
        pass
    return 1
