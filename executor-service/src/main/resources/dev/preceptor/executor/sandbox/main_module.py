"""Runs a program's code as the module __main__."""

import builtins
import sys
import types


def execute(code, path, describe):
    """Runs the code, a list, in a new main module, whose file has the path.

    Returns the exit status and, where an exception ended it that nobody caught, what describe gives for that.
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
    """Python's own hook only prints; the program's may do what it likes with it."""
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
    """The exit status that a SystemExit with the code stands for; it is printed where it is text."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    try:
        print(code, file=sys.stderr)
    except BaseException:
        pass
    return 1
