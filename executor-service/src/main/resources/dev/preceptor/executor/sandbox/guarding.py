"""Keeps modules as they were before a program ran, so that it cannot change what its tests are run with."""

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
        """Undoes what was changed since; what was added to a module stays, what was added to a class goes."""
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


# Of a class that Python code can change.
_HEAP_TYPE = 1 << 9
_OF_PYTHON_S_OWN = ("__dict__", "__weakref__", "__abstractmethods__", "_abc_impl", "__doc__", "__annotations__")


def _restore_class(owner, contents):
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
        # A class of C's, which nothing can have changed.
        pass
