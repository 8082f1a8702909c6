"""Undoes a program's changes to the modules that its tests use."""

import builtins
import re
import sys

from harness import running
from harness.guarding import Guard

_GUARDED = """
abc array ast asyncio bisect builtins calendar cmath collections contextlib copy dataclasses datetime decimal enum fractions functools
heapq inspect io itertools json math numbers operator os random re statistics string sys textwrap threading time traceback
types typing
"""
# Attributes of sys that are not restored.
_CHANGED_IN_SYS = ("stdin", "stdout", "stderr", "modules", "path", "argv")
# Without one of these in its text, a program can reach a module only by the module's name.
_REACHES_MODULES = re.compile(
    r"modules|import_module|importlib|__import__|__subclasses__|__dict__|__loader__|__spec__|__self__|__reduce|builtins|globals|locals|\bvars\b"
    r"|\bgc\b|ctypes|_frame|getframe|currentframe|\bf_back|\binspect\b|\bexec\b|\beval\b|(?<!\bre\.)\bcompile\b"
    r"|getattr|setattr|attrgetter|pickle|marshal|import \*|mock|runpy|pkgutil"
)


class RestoredModules:
    """The modules as they are before any program runs. The zygote creates this for its children."""

    def __init__(self):
        self.builtins = dict(vars(builtins))
        self.guards = {name: Guard(name) for name in _GUARDED.split() if name in sys.modules}
        for name in _CHANGED_IN_SYS:
            self.guards["sys"].kept[0][1].pop(name, None)

    def restore(self, modules, with_builtins, text):
        """Undoes the program's changes to the named modules and, if with_builtins, to the builtins.

        text is the text of the program. Modules that it cannot have reached are not examined, because each memory page
        that is touched is copied.
        """
        reaches_all = _REACHES_MODULES.search(text) is not None
        if with_builtins and (reaches_all or "builtins" in text):
            self.guards["builtins"].restore()
        for name in modules:
            if name in self.guards and (reaches_all or name in text):
                self.guards[name].restore()
            if name in running.GUARDED and (reaches_all or any(word in text for word in running.GUARDED["pytest"])):
                running.restore(running.GUARDED[name])
