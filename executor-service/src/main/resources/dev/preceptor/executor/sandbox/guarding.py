"""Restores modules that a program changed, so that it cannot affect the code that runs its tests."""

import sys
import types

_ABSENT = object()


class Guard:
    """Remembers the contents of a module, of its classes, and of their functions."""

    def __init__(self, name):
        self.name = name
        self.module = sys.modules[name]
        self.kept = []
        self.functions = []
        self._keep(self.module, name, set())

    def _keep(self, owner, module_name, seen):
        """Records the contents of a module or class.

        This includes the classes and functions in it that the module itself defines.
        """
        contents = dict(vars(owner))
        self.kept.append((owner, contents))
        for value in contents.values():
            if isinstance(value, (classmethod, staticmethod)):
                value = value.__func__
            if id(value) in seen:
                continue
            if isinstance(value, types.FunctionType) and value.__module__ == module_name:
                seen.add(id(value))
                self.functions.append((value, value.__code__, value.__defaults__, value.__kwdefaults__))
            elif isinstance(value, type) and value.__flags__ & _HEAP_TYPE and value.__module__ == module_name:
                seen.add(id(value))
                self._keep(value, module_name, seen)

    def restore(self):
        """Undoes all changes since this guard was created.

        Names that were added to a module are kept; names that were added to a class are deleted.
        """
        if sys.modules.get(self.name) is not self.module:
            sys.modules[self.name] = self.module
        for owner, contents in self.kept:
            if isinstance(owner, type):
                _restore_class(owner, contents)
            else:
                vars(owner).update(contents)
        for function, code, defaults, keyword_defaults in self.functions:
            if function.__code__ is not code:
                function.__code__ = code
            if function.__defaults__ is not defaults:
                function.__defaults__ = defaults
            if function.__kwdefaults__ is not keyword_defaults:
                function.__kwdefaults__ = keyword_defaults


# The type flag of a class that Python code can change (Py_TPFLAGS_HEAPTYPE).
_HEAP_TYPE = 1 << 9
# Attributes that Python itself maintains.
_OF_PYTHON_S_OWN = ("__dict__", "__weakref__", "__abstractmethods__", "_abc_impl", "__doc__", "__annotations__")


def _restore_class(owner, contents):
    """Gives a class its former attributes, and deletes those that were added."""
    now = type.__getattribute__(owner, "__dict__")
    if len(now) == len(contents) and all(now.get(name, _ABSENT) is value for name, value in contents.items()):
        return
    for name in [name for name in now if name not in contents and name not in _OF_PYTHON_S_OWN]:
        _try(type.__delattr__, owner, name)
    for name, value in contents.items():
        if now.get(name, _ABSENT) is not value and name not in _OF_PYTHON_S_OWN:
            _try(type.__setattr__, owner, name, value)


def _try(change, *arguments):
    try:
        change(*arguments)
    except (AttributeError, TypeError):
        # The class is implemented in C, so no program can have changed it.
        pass
