"""Whether a program, by its text, leaves nothing behind in its process and looks at nothing there but its input.

Such a program cannot tell whether it is alone in its process, so one process may run it on many inputs. In doubt, it is not.
"""

import ast

# Modules whose state no program changes by what they offer.
_MODULES = frozenset(
    """
    abc bisect cmath collections collections.abc copy dataclasses datetime enum fractions functools heapq itertools json math
    numbers operator re statistics string typing __future__
    """.split()
)
# What it may use of sys, and of the streams there.
_OF_SYS = frozenset("stdin stdout exit maxsize setrecursionlimit".split())
_OF_STREAMS = frozenset("buffer read readline readlines write writelines flush".split())
_FAR_REACHING = frozenset(
    """
    __import__ __builtins__ __loader__ __file__ breakpoint compile delattr dir eval exec exit globals help id locals memoryview
    open quit setattr vars
    """.split()
)
_HARMLESS_SPECIAL_NAMES = frozenset("__init__ __name__ __len__ __lt__ __eq__ __hash__ __str__ __repr__ __next__ __iter__".split())
_NOT_CONSIDERED = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)


def is_self_contained(source):
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    modules, streams = set(), set()
    for node in nodes:
        if isinstance(node, ast.Import):
            if not all(alias.name in _MODULES or alias.name == "sys" for alias in node.names):
                return False
            modules.update((alias.asname or alias.name.split(".")[0]) for alias in node.names)
            if any(alias.name == "sys" and alias.asname for alias in node.names):
                return False
        elif isinstance(node, ast.ImportFrom):
            if node.level or node.module not in _MODULES and node.module != "sys":
                return False
            if node.module == "sys":
                if not all(alias.name in _OF_SYS for alias in node.names):
                    return False
                streams.update(alias.asname or alias.name for alias in node.names if alias.name in ("stdin", "stdout"))
    kinds = {type(node) for node in nodes}
    if kinds & {ast.Yield, ast.YieldFrom, ast.GeneratorExp} and (ast.With in kinds or _has_finally(nodes)):
        # What is left of a generator would be ended in a later run.
        return False
    return _uses_only_what_is_harmless(nodes, modules, streams)


def _has_finally(nodes):
    return any(getattr(node, "finalbody", None) for node in nodes)


def _uses_only_what_is_harmless(nodes, modules, streams):
    # Names of modules and of streams stand only before a dot.
    before_dots = {id(node.value): node for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, _NOT_CONSIDERED):
            return False
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in ("__del__", "sys"):
            return False
        if isinstance(node, ast.Name):
            if node.id in _FAR_REACHING:
                return False
            if node.id in modules or node.id in streams:
                attribute = before_dots.get(id(node))
                if attribute is None or not isinstance(attribute.ctx, ast.Load):
                    return False
                if node.id == "sys" and attribute.attr not in _OF_SYS:
                    return False
                if node.id in streams and attribute.attr not in _OF_STREAMS:
                    return False
        elif isinstance(node, ast.Attribute):
            if node.attr.startswith("__") and node.attr not in _HARMLESS_SPECIAL_NAMES:
                return False
            if _is_stream(node):
                attribute = before_dots.get(id(node))
                if attribute is None and not _is_iterated(node, nodes) or attribute is not None and (
                    attribute.attr not in _OF_STREAMS or not isinstance(attribute.ctx, ast.Load)
                ):
                    return False
    return True


def _is_stream(node):
    return isinstance(node.value, ast.Name) and node.value.id == "sys" and node.attr in ("stdin", "stdout")


def _is_iterated(node, nodes):
    return any(isinstance(other, (ast.For, ast.comprehension)) and other.iter is node for other in nodes)
