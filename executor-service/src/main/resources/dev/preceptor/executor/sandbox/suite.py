"""A task's tests, parsed once, and compiled once for all programs that define the same subset of the names they use.

No action of a program changes a suite, so a suite may be kept for later programs.
"""

import ast
import binascii
import builtins
import importlib
import json
import marshal
import sys

from harness import comparison, forms, pytest_forms, running
from harness.display import cut
from harness.nodes import Nodes, nodes_of
from harness.program_traceback import TASK
from harness.rewriting import MethodRewriter, Rewriter

_BUILTINS = frozenset(dir(builtins))
_LONGEST_SEARCHED = 1 << 20
_MOST_VARIANTS = 4
_PURE_MODULES = frozenset(
    """
    bisect cmath collections copy datetime fractions functools heapq itertools json math numbers operator random re
    statistics string typing
    """.split()
)
_LARGE_MODULES = frozenset(["numpy", "pandas"])
# Modules whose names stand only for the module. `copy`, for example, may also be a function.
_UNMISTAKABLE = _PURE_MODULES - {"copy", "datetime", "string", "typing"}
_FAR_REACHING = frozenset(
    """
    __import__ breakpoint compile delattr eval exec globals input locals open setattr vars
    """.split()
)


class Broken(Exception):
    """The task's tests or setup cannot be run. This is not the program's fault."""


class Suite:
    """The parsed request to judge.

    leaves_no_trace says whether running the tests changes only objects that the tests create, so that the process may
    judge another program afterwards. reason_for_inside says why the tests must run in the program's process; None if
    they need not. asks_objects says whether they do what proxies of objects cannot do, while values of built-in types
    can. reads_exceptions says whether they read attributes of a caught exception. bound are the names that the tests bind
    at the top level.
    """

    def __init__(self, request):
        self.entry = request["entryPoint"]
        self.tests = request["tests"]
        self.pairs = request["inputOutput"]
        try:
            self.comparison = comparison.of(request.get("comparison"))
        except comparison.BrokenChecker as e:
            raise Broken(str(e))
        self.check_text = request.get("check")
        self.judging = request["judging"]
        self.units = [_unit(test["test"], test["public"], "the test `%s`" % cut(test["test"], 100)) for test in self.tests]
        self.check_unit = _unit(self.check_text, False, "the check program", True) if self.check_text else None
        check = self.check_unit.tree if self.check_unit else None
        setup = _parse(request["setup"], "the setup")
        helpers = self._helpers(request["helpers"]) if request.get("helpers") else None
        setup_nodes = Nodes(nodes_of(setup))
        texts = self.units + ([self.check_unit] if self.check_unit else [])
        nodes = Nodes([node for unit in texts for node in unit.nodes] + setup_nodes)
        self.bound_by_setup = _bound_in(setup_nodes)
        self.names = _names_in(nodes) - _imported_in(nodes)
        self.bases = _bases_in(nodes)
        self.bound = _bound_at_top([unit.tree for unit in self.units])
        self.leaves_no_trace = (
            self.comparison.leaves_no_trace
            and _leave_no_trace(nodes)
            and (helpers is None or _leave_no_trace(Nodes(nodes_of(helpers))))
        )
        self.arguments = _arguments_of_check(check)
        units = self.units + ([self.check_unit] if check and not self.arguments else [])
        self._require_runnable(units)
        self.reason_for_inside = forms.reason_for_inside(units, nodes)
        self.modules = forms.imported_modules(nodes)
        self.looks_into_objects = forms.looks_into_objects(nodes)
        self.reads_exceptions = forms.reads_exceptions(nodes)
        self.asks_objects = self.reads_exceptions or forms.asks_objects(nodes)
        self.setup = _compiled(setup, "the setup")
        self.helpers = _compiled(helpers, "the prompt's code") if helpers else None
        self.variants = {}
        self.inside_request = None

    def _require_runnable(self, units):
        """Raises Broken if the tests cannot run in the required way."""
        if self.check_text and not self.arguments and not self.check_unit.is_defined_only():
            raise Broken("the check program does not define check(candidate)")
        if self.arguments and not self.entry:
            raise Broken("the task has a check program but no entry point")
        if self.judging == "outside" and any(unit.is_defined_only() for unit in units):
            raise Broken("tests that are functions, classes or doctests run inside only; set executor.judging to auto")

    def runs_inside(self):
        """Whether the tests run in the program's process."""
        if self.pairs or self.judging == "outside":
            return False
        return self.judging == "inside" or self.reason_for_inside is not None

    def _helpers(self, prompt):
        """The code of the prompt without the function that the program must define.

        It is empty if the prompt does not parse.
        """
        try:
            tree = ast.parse(prompt.rstrip() + "\n    pass\n")
        except (SyntaxError, ValueError):
            return ast.Module([], [])
        tree.body = [node for node in tree.body if getattr(node, "name", None) != self.entry]
        return tree

    def compiled(self, theirs, known):
        """Returns the code of the tests, and the code and the asserts (as text) of the check program.

        theirs are the names that the program defines; known are the names that the setup defines.
        """
        key = (frozenset(theirs), frozenset(known))
        variant = self.variants.get(key)
        if variant is None:
            variant = self._variant(set(theirs), key[1] | _BUILTINS)
            if len(self.variants) < _MOST_VARIANTS:
                self.variants[key] = variant
        return variant

    def runners(self):
        """The names of the test runners that the tests need or import."""
        units = self.units + ([self.check_unit] if self.check_unit else [])
        needed = {
            "unittest": any(unit.cases or unit.loads_tests for unit in units) or not self.modules.isdisjoint(("unittest", "mock")),
            "doctest": any(unit.examples for unit in units) or "doctest" in self.modules,
            "pytest": any(unit.needs_pytest or unit.direct and unit.direct.of_pytest for unit in units) or "pytest" in self.modules,
            "session": any(unit.needs_pytest for unit in units),
        }
        return [name for name in running.RUNNERS if needed[name]]

    def request_to_run_inside(self):
        """The request with which the program's process runs the tests: their code, and which tests it defines."""
        if self.inside_request is None:
            known = _BUILTINS | self.bound_by_setup
            theirs = (self.names - known) | ({self.entry} if self.entry else set())
            check = self.check_unit
            runs_check = check is not None and bool(self.arguments)
            units = self.units + ([check] if check is not None and not runs_check else [])
            self.inside_request = {
                "entryPoint": self.entry,
                "helpers": _packed(self.helpers) if self.helpers else None,
                "units": [self._packed_unit(unit, theirs, known, False) for unit in units],
                "check": self._packed_unit(check, theirs | set(self.arguments[:1]), known, True) if runs_check else None,
                "modules": sorted(self.modules | self.bases & _PURE_MODULES | set(self.runners())),
                "own": sorted(self.bases & _UNMISTAKABLE),
                "source": "\n".join(unit.text for unit in units + [check] if unit is not None)[:_LONGEST_SEARCHED],
            }
        return self.inside_request

    def _packed_unit(self, unit, theirs, known, is_check):
        """One text of tests as part of that request."""
        exits = () if is_check or unit.is_defined_only() else forms.names_that_exit(unit.nodes) - theirs
        rewriter = MethodRewriter(unit.text, theirs, known, is_check, exits)
        what = "the check program" if unit is self.check_unit else "the test `%s`" % cut(unit.text, 100)
        tree = rewriter.visit(unit.tree)
        if unit.direct is not None:
            tree = pytest_forms.replace_decorators(tree, unit.nodes)
        names = forms.names_that_run(unit, is_check)
        return {
            "text": unit.text,
            "public": unit.public,
            "code": _packed(_compiled(tree, what)),
            "asserts": rewriter.asserts,
            "names": sorted(names),
            "callsCandidate": is_check and self.arguments[0] in names,
            "functions": unit.functions,
            "classes": unit.classes,
            "cases": unit.cases,
            "loadsTests": unit.loads_tests,
            "examples": unit.examples,
            "arguments": unit.direct.arguments if unit.direct else {},
            "orders": unit.direct.orders if unit.direct else {},
            "owners": unit.direct.owners if unit.direct else {},
            "autouse": unit.direct.autouse if unit.direct else {},
            "prepares": unit.direct.prepares if unit.direct else [],
            "needsPytest": unit.needs_pytest,
        }

    def _variant(self, theirs, known):
        """Compiles the tests and the check program for these names."""
        tests = []
        for unit in self.units:
            # The tree of the unit is not changed here, as it is needed if the tests have to run inside.
            tree = forms.without_main_guard(_parse(unit.text, "the test"))
            tree = Rewriter(unit.text, theirs, known, False, forms.names_that_exit(unit.nodes) - theirs).visit(tree)
            tests.append(_compiled(tree, "the test `%s`" % cut(unit.text, 100)))
        if not self.check_text or not self.arguments:
            return tests, None, []
        rewriter = Rewriter(self.check_text, theirs | set(self.arguments[:1]), known, True)
        check = _compiled(rewriter.visit(_parse(self.check_text, "the check program")), "the check program")
        return tests, check, rewriter.asserts


class SuiteCache:
    """A cache of recently used suites, by the text of their requests. Large requests are not cached."""

    _MOST = 256
    _LONGEST = 1 << 16

    def __init__(self):
        self.suites = {}

    def suite(self, text):
        """Returns the suite of a request: the cached one, or a new one."""
        suite = self.suites.pop(text, None)
        if suite is None:
            suite = Suite(json.loads(text))
        if len(text) <= self._LONGEST:
            if len(self.suites) >= self._MOST:
                del self.suites[next(iter(self.suites))]
            self.suites[text] = suite
        return suite


def _arguments_of_check(tree):
    """The names of the arguments of check; empty if the text defines no function check."""
    if tree is None:
        return []
    function = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "check"), None)
    return [] if function is None else [argument.arg for argument in function.args.args]


def own_module(name, is_module_called):
    """Returns the judge's own module for a name that the tests use as a module but only the program defines.

    Returns None if the name is not such a module. Without this, the program's own `math` could accept any value as
    close to the expected one.
    """
    path = is_module_called or (name if name in _UNMISTAKABLE else "")
    if path.split(".")[0] not in _PURE_MODULES | _LARGE_MODULES:
        return None
    try:
        return importlib.import_module(path)
    except ImportError:
        return None


def large_modules():
    """Those of the large modules that this process has imported."""
    return _LARGE_MODULES.intersection(sys.modules)


def _names_in(nodes):
    """The names that are read."""
    return {node.id for node in nodes.of(ast.Name) if isinstance(node.ctx, ast.Load)}


def _imported_in(nodes):
    """The names that imports bind."""
    imports = nodes.of(ast.Import, ast.ImportFrom)
    return {alias.asname or alias.name.split(".")[0] for node in imports for alias in node.names}


def _bound_at_top(trees):
    """The names that statements outside functions and classes bind."""
    statements = [n for tree in trees for n in tree.body if not isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
    nodes = [node for statement in statements for node in nodes_of(statement)]
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _bases_in(nodes):
    """The names that an attribute is accessed on."""
    return {node.value.id for node in nodes.of(ast.Attribute) if isinstance(node.value, ast.Name)}


def _leave_no_trace(nodes):
    """Whether the code appears to change nothing but its own objects: no other module, object or name."""
    if any(alias.name.split(".")[0] not in _PURE_MODULES for node in nodes.of(ast.Import) for alias in node.names):
        return False
    if any(node.level or (node.module or "").split(".")[0] not in _PURE_MODULES for node in nodes.of(ast.ImportFrom)):
        return False
    if any(node.id in _FAR_REACHING for node in nodes.of(ast.Name)):
        return False
    for node in nodes.of(ast.Attribute):
        own = isinstance(node.value, ast.Name) and node.value.id == "self"
        if not own and (node.attr.startswith("_") or not isinstance(node.ctx, ast.Load)):
            return False
    changed = [node.value for node in nodes.of(ast.Subscript) if not isinstance(node.ctx, ast.Load)]
    return all(isinstance(value, (ast.Name, ast.Subscript)) for value in changed)


def _bound_in(nodes):
    """The names that statements bind."""
    names = {node.id for node in nodes.of(ast.Name) if not isinstance(node.ctx, ast.Load)}
    return names | _imported_in(nodes) | {n.name for n in nodes.of(ast.FunctionDef, ast.ClassDef)}


def _unit(text, public, what, is_check=False):
    return forms.unit_of(text, public, lambda whole: _parse(whole, what), is_check)


def _packed(code):
    """Code as text that can be sent."""
    return binascii.b2a_base64(marshal.dumps(code), newline=False).decode("ascii")


def _parse(text, what):
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as e:
        raise Broken("%s does not parse: %s" % (what, e))


def _compiled(tree, what):
    try:
        return compile(tree, TASK, "exec")
    except (SyntaxError, ValueError, RecursionError) as e:
        raise Broken("%s does not compile: %s" % (what, e))
