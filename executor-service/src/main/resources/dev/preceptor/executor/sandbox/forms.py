"""Determines the form of a task's tests and whether they must run inside the program's process.

Statements, and check programs that define check(candidate), run outside: in the judge process, which asks for values.
Test functions, test classes and doctests run inside. So do statements that change the process of the program.
"""

import ast
import re

from harness import pytest_forms
from harness.nodes import Nodes, nodes_of

# Modules whose users inspect or change the process.
_PROCESS_MODULES = frozenset(
    """
    asyncio builtins concurrent contextvars ctypes doctest freezegun gc hypothesis importlib inspect locale logging mock
    main multiprocessing pytest signal solution subprocess threading timeit tracemalloc unittest warnings weakref
    """.split()
)
# Attributes that inspect or change the process.
_PROCESS_NAMES = frozenset(
    """
    argv chdir environ getcontext localcontext modules monkeypatch patch putenv seed set_printoptions set_state setcontext
    seterr setrecursionlimit setstate stdin
    """.split()
)
# Names whose result describes a proxy itself instead of the object that it represents.
_INTROSPECTION = frozenset(
    "ascii callable dir format hasattr id isinstance issubclass repr type vars __class__ __dict__ __doc__ __slots__".split()
)
# Methods that change a list, dict or set, which may be a copy of the program's object.
_CHANGES = frozenset(
    """
    add append appendleft clear difference_update discard extend extendleft insert intersection_update pop popitem popleft
    remove reverse setdefault sort update
    """.split()
)
_XUNIT = frozenset(
    """
    setup setUpModule setup_class setup_function setup_method setup_module teardown tearDownModule teardown_class
    teardown_function teardown_method teardown_module pytestmark pytest_generate_tests
    """.split()
)
# Names that only a session of pytest gives a meaning, in a module or a class.
_OF_SESSION = (_XUNIT | {"__init__", "__new__"}) - pytest_forms.PREPARE_MODULE - pytest_forms.PREPARE_CLASS
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Operators that only the object itself can perform. `|` and `&` are usual for objects, and rare for numbers.
_ONLY_INSIDE = (ast.BitOr, ast.BitAnd, ast.BitXor, ast.LShift, ast.RShift)
_OF_UNKNOWN_TYPE = (ast.Name, ast.Call, ast.Attribute, ast.Subscript)


class Unit:
    """One text of a task's tests: its syntax tree, and the tests that it defines but does not call.

    parts holds each statement at the top level with all its nodes, and nodes all of them, as they are before the tree is rewritten.
    functions and classes are tests in pytest's form, cases are classes that extend unittest.TestCase, loads_tests says whether
    unittest's function load_tests makes other tests of them, and examples is the text of the doctests. needs_pytest says whether
    the functions and classes need pytest; if not, direct says how
    they are run.
    """

    def __init__(self, text, public, tree, is_check=False):
        self.text = text
        self.public = public
        self.tree = tree
        self.is_check = is_check
        self.functions, self.classes, self.cases = [], [], []
        self.examples = None
        self.needs_pytest = self.loads_tests = False
        self.direct = None
        self._read()

    def is_defined_only(self):
        """Whether the text defines tests that it does not call."""
        return bool(self.functions or self.classes or self.cases or self.loads_tests or self.examples)

    def _read(self):
        """Finds the tests in the tree, without the statements that run all tests of a file."""
        script = [node for node in without_main_guard(self.tree).body if not runs_all(node)]
        body = self._keep([node for node in self.tree.body if not runs_all(node)])
        used = _used_by_others(self.parts)
        kinds = dict.fromkeys(_other_names_of_test_case(body), True)
        for node in body:
            if isinstance(node, ast.ClassDef):
                kinds[node.name] = any(_last_name(base).endswith("TestCase") or kinds.get(_last_name(base)) for base in node.bases)
                if kinds[node.name]:
                    runs_itself = any(isinstance(n, _FUNCTIONS) and n.name == "runTest" for n in node.body)
                    if runs_itself or _test_methods(node) or len(node.bases) > 1 or not _last_name(node.bases[0]).endswith("TestCase"):
                        self.cases.append(node.name)
                elif node.name.startswith("Test") and node.name not in used and (_test_methods(node) or node.bases):
                    self.classes.append(node.name)
                    self.needs_pytest |= _class_needs_pytest(node)
            elif isinstance(node, _FUNCTIONS) and node.name.startswith("test") and node.name not in used and not _is_doctest(node):
                self.functions.append(node.name)
                self.needs_pytest |= _function_needs_pytest(node, 0)
            elif isinstance(node, ast.FunctionDef) and node.name == "load_tests":
                self.loads_tests = any(kinds.values())
        if self.functions or self.classes:
            self.needs_pytest |= any(_prepares(node) for node in body)
            if self.needs_pytest and not _needs_session(body, pytest_forms.hierarchies(body, self.classes)):
                self.direct = pytest_forms.direct_tests(self.tree, self.nodes, self.functions, self.classes)
                self.needs_pytest = self.direct is None
            self.loads_tests = False
        if not self.is_defined_only():
            self.examples = _doctests(self.text, body)
        if not self.is_defined_only() and not self.is_check:
            # A script, which runs its tests below its main guard.
            self._keep(script)

    def _keep(self, body):
        self.tree.body = body
        self.parts = [(node, Nodes(nodes_of(node))) for node in body]
        self.nodes = Nodes(node for _, nodes in self.parts for node in nodes)
        return body


def unit_of(text, public, parse, is_check):
    """Returns the unit of a text, which may be the check program. A text that begins with Python's prompt is a doctest."""
    if text.lstrip().startswith(">>>"):
        unit = Unit(text, public, ast.Module([], []))
        unit.examples = text
        return unit
    return Unit(text, public, parse(text), is_check)


def reason_for_inside(units, nodes):
    """Returns the reason why the tests must run inside, as text; None if they can run outside."""
    if any(unit.is_defined_only() for unit in units):
        return "tests that are functions, classes or doctests"
    imported = imported_modules(nodes)
    if imported & _PROCESS_MODULES:
        return "tests that use " + min(imported & _PROCESS_MODULES)
    bound = _bound_by_imports(nodes)
    for node in nodes.of(ast.Attribute):
        if node.attr in _PROCESS_NAMES and isinstance(node.value, (ast.Name, ast.Attribute)) and _root(node) in bound:
            return "tests that use " + node.attr
        if node.attr.startswith("__") and node.attr.endswith("__") and node.attr != "__name__":
            return "tests that use " + node.attr
        if not isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name) and node.value.id in bound:
            return "tests that replace an attribute of a module"
    if nodes.of(ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith):
        return "tests that are coroutines"
    if any(alias.name in _PROCESS_NAMES for node in nodes.of(ast.ImportFrom) for alias in node.names):
        return "tests that change the process"
    return None


def looks_into_objects(nodes):
    """Whether the tests use or change something of an object that a proxy cannot forward."""
    attributes = nodes.of(ast.Attribute)
    return (
        any(node.id in _INTROSPECTION for node in nodes.of(ast.Name))
        or any(node.attr in _CHANGES or node.attr in _INTROSPECTION and node.attr[0] == "_" for node in attributes)
        or any(not isinstance(node.ctx, ast.Load) for node in attributes + nodes.of(ast.Subscript))
        or bool(nodes.of(ast.AugAssign, ast.FormattedValue))
        or any(
            isinstance(operator, (ast.Is, ast.IsNot)) and not isinstance(operand, ast.Constant)
            for node in nodes.of(ast.Compare)
            for operator, operand in zip(node.ops, node.comparators)
        )
    )


def asks_objects(nodes):
    """Whether the tests use an operation that a proxy of an object does not support, or ask for the parts of an object."""
    return (
        any(
            isinstance(operator, (ast.In, ast.NotIn)) and isinstance(operand, _OF_UNKNOWN_TYPE)
            for node in nodes.of(ast.Compare)
            for operator, operand in zip(node.ops, node.comparators)
        )
        or any(isinstance(node.op, _ONLY_INSIDE) for node in nodes.of(ast.BinOp, ast.AugAssign))
        or any(isinstance(node.func, ast.Name) and node.func.id in ("vars", "reversed") for node in nodes.of(ast.Call))
    )


def reads_exceptions(nodes):
    """Whether the tests read attributes of a caught exception other than its arguments."""
    caught = {node.name for node in nodes.of(ast.ExceptHandler)}
    read = [n for n in nodes.of(ast.Attribute) if caught and isinstance(n.value, ast.Name)]
    return any(n.value.id in caught and n.attr not in ("args", "with_traceback") for n in read)


def names_that_run(unit, is_check):
    """Returns the names that are read when the tests of the unit run, without those in functions that nothing calls."""
    definitions = {n.name: (n, nodes) for n, nodes in unit.parts if isinstance(n, _FUNCTIONS + (ast.ClassDef,))}
    prepared = [name for name, (node, _) in definitions.items() if name in _XUNIT or node.decorator_list]
    waiting = unit.functions + unit.classes + unit.cases + prepared + (["check"] if is_check else [])
    found = set(re.findall(r"[A-Za-z_]\w*", unit.examples or ""))
    for node, nodes in unit.parts:
        if not isinstance(node, _FUNCTIONS + (ast.ClassDef,)):
            found |= _names(nodes)
    waiting += found
    seen = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name in definitions:
                inner = _names(definitions[name][1])
                found |= inner
                waiting += inner
    return found


def _other_names_of_test_case(body):
    """The names that imports and assignments give to unittest.TestCase."""
    found = [alias.asname for n in body if isinstance(n, ast.ImportFrom) for alias in n.names if alias.asname and alias.name.endswith("TestCase")]
    assigned = [n for n in body if isinstance(n, ast.Assign) and _last_name(n.value).endswith("TestCase")]
    return found + [target.id for n in assigned for target in n.targets if isinstance(target, ast.Name)]


def _used_by_others(parts):
    """The names that a statement reads, apart from a definition that reads only its own name, and from base classes."""
    used = set()
    for statement, nodes in parts:
        bases = {id(base) for base in getattr(statement, "bases", ())}
        names = {n.id for n in nodes.of(ast.Name) if isinstance(n.ctx, ast.Load) and id(n) not in bases}
        used |= names - {getattr(statement, "name", None)}
    return used


def _names(nodes):
    """The names that the nodes use, bind as arguments, or import."""
    names = {n.id for n in nodes.of(ast.Name)} | {n.arg for n in nodes.of(ast.arg)}
    return names | {alias.asname or alias.name for n in nodes.of(ast.Import, ast.ImportFrom) for alias in n.names}


def without_main_guard(tree):
    """Returns a copy of a module in which the statements below `if __name__ == "__main__":` are at the top level."""
    return ast.Module([part for node in tree.body for part in (node.body if _is_main_guard(node) else [node])], tree.type_ignores)


def _is_main_guard(node):
    """Whether the statement is `if __name__ == "__main__":`."""
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare) or not isinstance(node.test.ops[0], ast.Eq):
        return False
    sides = (node.test.left, node.test.comparators[0])
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)


def names_that_exit(nodes):
    """The names of the functions that end a script of tests with these nodes."""
    imported = {alias.asname or alias.name: (n.module, alias.name) for n in nodes.of(ast.ImportFrom) for alias in n.names}
    bound = {n.id for n in nodes.of(ast.Name) if not isinstance(n.ctx, ast.Load)} | {n.name for n in nodes.of(*_FUNCTIONS, ast.ClassDef)}
    of_site = {"exit", "quit"} - bound - imported.keys()
    return of_site | {"sys.exit"} | {name for name, path in imported.items() if path == ("sys", "exit")}


def runs_all(node):
    """Whether the statement is one that runs all tests of its file, which usually is the last one."""
    if _is_main_guard(node):
        return True
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr == "main"
        and _root(node.value.func) in ("unittest", "pytest")
    )


def _doctests(text, body):
    """The doctests in the texts and docstrings of a module that only defines things; None if there are none."""
    passive = _FUNCTIONS + (ast.ClassDef, ast.Import, ast.ImportFrom)
    if ">>>" not in text or not all(isinstance(n, passive) or _is_text(n) for n in body):
        return None
    found = [n.value.value for n in body if _is_text(n)]
    found += [ast.get_docstring(n) or "" for n in body if isinstance(n, _FUNCTIONS + (ast.ClassDef,))]
    found = [part for part in found if ">>>" in part]
    return "\n\n".join(found) or None


def _is_doctest(node):
    return len(node.body) == 1 and _is_text(node.body[0]) and ">>>" in node.body[0].value.value


def _is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _test_methods(node):
    return [n for n in node.body if isinstance(n, _FUNCTIONS) and n.name.startswith("test")]


def _function_needs_pytest(node, own_arguments):
    """Whether a test function has decorators or arguments that pytest must handle."""
    arguments = node.args
    count = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    return bool(node.decorator_list) or count > own_arguments or any(d is None for d in arguments.kw_defaults)


def _class_needs_pytest(node):
    """Whether a test class uses what only pytest handles, such as fixtures, base classes or set-up methods."""
    names = {getattr(n, "name", None) for n in node.body} | {
        target.id for n in node.body if isinstance(n, ast.Assign) for target in n.targets if isinstance(target, ast.Name)
    }
    return (
        bool(node.decorator_list or node.bases)
        or bool(names & (_XUNIT | {"__init__", "__new__"}))
        or any(_prepares(n) or isinstance(n, ast.ClassDef) and n.name.startswith("Test") for n in node.body)
        or any(_function_needs_pytest(method, 1) for method in _test_methods(node))
    )


def _prepares(node):
    """Whether pytest calls the definition to prepare tests: a fixture, or a function with a fixed name."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id in _XUNIT for target in node.targets)
    if not isinstance(node, _FUNCTIONS):
        return False
    return node.name in _XUNIT or any("fixture" in ast.dump(decorator) for decorator in node.decorator_list)


def _needs_session(body, classes):
    """Whether a module or one of its test classes has a name, or a function in another place than usual, that a session of pytest looks for.

    classes are the test classes and their base classes.
    """
    inner = [part for node in classes for part in node.body]
    return (
        any(getattr(node, "name", None) in _OF_SESSION | pytest_forms.PREPARE_CLASS for node in body)
        or any(getattr(part, "name", None) in _OF_SESSION for part in inner)
        or any(
            isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign))
            and any(isinstance(n, ast.Name) and n.id in _XUNIT for n in nodes_of(node))
            for node in body + inner
        )
    )


def imported_modules(nodes):
    """The top-level modules that any part of the code imports."""
    found = {alias.name.split(".")[0] for n in nodes.of(ast.Import) for alias in n.names}
    return found | {(n.module or "").split(".")[0] for n in nodes.of(ast.ImportFrom)}


def _bound_by_imports(nodes):
    """The names that imports bind, and the names of modules that setups usually import."""
    imports = nodes.of(ast.Import, ast.ImportFrom)
    return {alias.asname or alias.name.split(".")[0] for n in imports for alias in n.names} | {"random", "np", "os", "sys"}


def _root(node):
    """The name that a dotted expression begins with; empty if it does not begin with a name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _last_name(node):
    """The last name of a dotted expression; empty if there is none."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
