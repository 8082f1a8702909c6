"""Decides from the text of a program whether it leaves no state in its process and reads nothing but its input.

Such a program cannot tell whether other programs ran in its process, so one process may run it on many inputs. In doubt
a program is not self-contained. This is about correct verdicts for honest programs; the sandbox stops hostile ones.
"""

import ast

# Modules without state that their users can change.
_MODULES = frozenset(
    """
    abc bisect cmath collections collections.abc copy dataclasses datetime enum fractions functools heapq itertools json math
    numbers operator re statistics string typing __future__
    """.split()
)
_OF_SYS = frozenset("stdin stdout exit maxsize setrecursionlimit".split())
_STREAMS = frozenset(["stdin", "stdout"])
_OF_STREAMS = frozenset("read readline readlines write writelines flush".split())
_FAR_REACHING = frozenset(
    """
    __import__ __builtins__ __loader__ __file__ __del__ breakpoint compile delattr dir eval exec exit getattr globals hasattr help id
    locals memoryview open quit setattr vars
    """.split()
)
_SPECIAL_NAMES = frozenset("__init__ __name__ __len__ __lt__ __eq__ __hash__ __str__ __repr__ __next__ __iter__".split())


def is_self_contained(source):
    """Whether the program, given as text, is self-contained."""
    try:
        tree = ast.parse(source)
        nodes = list(ast.walk(tree))
        _Reading(nodes).visit(tree)
    except (_ReachesFurther, SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    # A suspended generator may be closed during a later run, which would execute its with and finally blocks.
    kinds = {type(node) for node in nodes}
    has_generators = kinds & {ast.Yield, ast.YieldFrom, ast.GeneratorExp}
    return not (has_generators and (ast.With in kinds or any(getattr(node, "finalbody", None) for node in nodes)))


class _ReachesFurther(Exception):
    """The program does something that is not known to be harmless."""
    pass


class _Reading(ast.NodeVisitor):
    """Visits a program; raises _ReachesFurther at anything that is not known to be harmless."""

    def __init__(self, nodes):
        self.modules = set()
        self.streams = set()
        for node in nodes:
            if isinstance(node, ast.Import):
                self._import(node)
            elif isinstance(node, ast.ImportFrom):
                self._import_from(node)

    def _import(self, node):
        for alias in node.names:
            _require(alias.name in _MODULES or alias.name == "sys" and alias.asname is None)
            self.modules.add(alias.asname or alias.name.split(".")[0])

    def _import_from(self, node):
        _require(not node.level and (node.module in _MODULES or node.module == "sys"))
        if node.module == "sys":
            _require(all(alias.name in _OF_SYS for alias in node.names))
            self.streams.update(alias.asname or alias.name for alias in node.names if alias.name in _STREAMS)

    def visit_Name(self, node):
        # Modules and streams may be used only through their attributes, so that no other name can refer to them.
        _require(node.id not in _FAR_REACHING and node.id not in self.modules and node.id not in self.streams)

    def visit_Attribute(self, node):
        """Allows attributes of other objects, and harmless attributes of modules and streams."""
        path = _path(node)
        _require(not path[-1].startswith("__") or path[-1] in _SPECIAL_NAMES)
        if path[0] in self.modules or path[0] in self.streams:
            _require(isinstance(node.ctx, ast.Load))
            self._require_harmless(path)
        else:
            self.visit(node.value)

    def _require_harmless(self, path):
        """Allows a few attributes of sys and of its streams, and all attributes of other modules."""
        if path[0] == "sys":
            _require(path[1] in _OF_SYS)
            path = path[1:]
        if path[0] in _STREAMS or path[0] in self.streams:
            methods = path[2:] if path[1:2] == ["buffer"] else path[1:]
            _require(len(methods) == 1 and methods[0] in _OF_STREAMS)

    def visit_For(self, node):
        if _path(node.iter) != ["sys", "stdin"]:
            self.visit(node.iter)
        for part in [node.target] + node.body + node.orelse:
            self.visit(part)

    def visit_FunctionDef(self, node):
        _require(node.name != "__del__")
        self.generic_visit(node)

    def _refuse(self, node):
        raise _ReachesFurther()

    visit_AsyncFunctionDef = visit_AsyncFor = visit_AsyncWith = visit_Await = _refuse


def _path(node):
    """The names of a dotted expression. The first is empty if the expression does not begin with a name."""
    names = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return [node.id if isinstance(node, ast.Name) else ""] + names


def _require(condition):
    if not condition:
        raise _ReachesFurther()
